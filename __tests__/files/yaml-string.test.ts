import fc from "fast-check";
import { inDoubleQuotes } from "../../files/yaml-string";

const yaml = jest.requireActual<{ load(text: string): unknown }>("js-yaml");

test("a YAML parser reads any text back as it is", () => {
  const text = fc.string({ unit: "binary" }).filter((word) => !/\p{Surrogate}/u.test(word));
  fc.assert(fc.property(text, (word) => expect(yaml.load(`"${inDoubleQuotes(word)}"`)).toBe(word)));
});
