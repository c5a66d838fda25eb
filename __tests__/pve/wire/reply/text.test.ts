import fc from "fast-check";
import { forTerminal } from "../../../../pve/for-terminal";
import { foreignData, foreignText } from "../../../../pve/wire/reply/text";

const UNFIT = /[\p{C}\p{Zl}\p{Zp}]/u;
const anyText = fc.string({ unit: "binary", maxLength: 40 });

test("text for a sentence is one line without anything that steers a terminal, also where it is cut", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 490, max: 500 }), (text, length) => {
      const shown = foreignText(`${"x".repeat(length)}${text}\u{1f600}${text}`);
      expect(shown).not.toMatch(UNFIT);
      expect(shown.length).toBeLessThanOrEqual(501);
    }),
  );
});

test("what is printed keeps its lines and its words, and nothing that steers a terminal", () => {
  expect(forTerminal("one\n  two → “three”…\n")).toBe("one\n  two → “three”…\n");
  fc.assert(
    fc.property(anyText, (text) => {
      const shown = forTerminal(`first\n${text}`);
      expect(shown.replaceAll("\n", "")).not.toMatch(UNFIT);
      expect(shown.split("\n")).toHaveLength(`first\n${text}`.split("\n").length);
    }),
  );
});

test("every name and text of an answer is made fit, however deep it is, and two of them stay different", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }), (data) => {
      // JSON escapes the controls that are left, so the texts themselves are looked at.
      const texts: string[] = [];
      JSON.parse(JSON.stringify(foreignData(data)), (key, value: unknown) => {
        texts.push(key, ...(typeof value === "string" ? [value] : []));
        return value;
      });
      for (const text of texts) expect(text).not.toMatch(UNFIT);
    }),
  );
  expect(foreignData(["role", "role\u0000"])).toEqual(["role", "role\ufffd"]);
});

test("what people have written comes as it is, to be compared and written back", () => {
  const user = { userid: "a\n@pve", comment: "two\nlines", firstname: "\u0645\u06cc\u200c" };
  expect(foreignData([user])).toEqual([{ ...user, userid: "a\ufffd@pve" }]);
});

test("other values stay what they are", () => {
  const data = JSON.parse('{"n":1,"b":true,"z":null,"__proto__":{"x":1}}') as unknown;
  expect(JSON.stringify(foreignData(data))).toBe('{"n":1,"b":true,"z":null,"__proto__":{"x":1}}');
});
