import fc from "fast-check";
import { parse } from "jsonc-parser";
import { withValue } from "../../../cli/cdktf-json/edit-text";

const VALUE = { endpoint: "https://host9:8006" };

test.each<[string, string, string]>([
  ["behind a line with a comment", `{\n  "a": 1 // b\n}`, `{\n  "a": 1, // b\n  "c": 2\n}`],
  ["behind a last comma", `{\n  "a": 1,\n}`, `{\n  "a": 1,\n  "c": 2\n}`],
  ["behind a last comma on one line", `{ "a": 1 /* b */, }`, `{ "a": 1 /* b */, "c": 2 }`],
  ["before a comment of the line", `{ "a": 1 // b\n}`, `{ "a": 1, "c": 2 // b\n}`],
  ["in an object with nothing but a comment", `{ // b\n}`, `{ // b\n  "c": 2\n}`],
  ["in an empty object", `{}`, `{ "c": 2 }`],
])("one more %s", (_, before, after) => {
  expect(withValue(before, ["c"], 2)).toBe(after);
});

test("one more in an empty object whose name begins a line, on lines", () => {
  expect(withValue('{\n\t"a": {}\n}', ["a", "b"], { c: 2 })).toBe(
    '{\n\t"a": {\n\t\t"b": {\n\t\t\t"c": 2\n\t\t}\n\t}\n}',
  );
});

test("one more among tabs, comments, a comma at the end and CRLF", () => {
  const before = [
    "{",
    "\t// The lab.",
    '\t"clusters": {',
    '\t\t"host3":   { "endpoint":"https://host3:8006" } /* old */',
    "\t},",
    '\t"tfvars": { "path" : "a.tfvars" },',
    "}",
    "",
  ];
  const after = [
    ...before.slice(0, 3),
    '\t\t"host3":   { "endpoint":"https://host3:8006" }, /* old */',
    '\t\t"lab": {',
    '\t\t\t"endpoint": "https://host9:8006"',
    "\t\t}",
    ...before.slice(4),
  ];
  expect(withValue(before.join("\r\n"), ["clusters", "lab"], VALUE)).toBe(after.join("\r\n"));
});

test.each([
  ["a text", '{ "a": "b" }', ["a", "b"]],
  ["null", '{ "a": null }', ["a", "b"]],
  ["a list for an object", '{ "a": [] }', ["a", "b"]],
  ["an object for a list", '{ "a": {} }', ["a", -1]],
])("there is no room in %s", (_, text, path) => {
  expect(withValue(text, path, 1)).toBeUndefined();
});

describe("however a text is written", () => {
  const blank = fc.constantFrom("", " ", "\n", "\n  ", "\r\n\t", "\n/* a */ ", " // b\n", "\n// {[\n");
  const blanks = fc.array(blank, { minLength: 10, maxLength: 10 });
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}\d$/), { maxLength: 3 });
  const lastComma = fc.constantFrom("", ",", " ,");
  const text = fc.tuple(names, blanks, lastComma).map(([keys, [a, b, c, d, e, f, g, h, i, j], comma]) => {
    const last = keys.length === 0 ? "" : comma;
    const clusters = keys.map((key) => `${a}"${key}"${b}:${c}{"rotation":${d}"1"${e}}`).join(",");
    const list = keys.map((key) => `${b}"${key}"${d}`).join(",");
    return `{${e}"clusters":${f}{${clusters}${g}${last}${h}},"keep":[${list}${last}${i}],${j}"app":"x"}`;
  });
  interface Parsed {
    clusters: Record<string, unknown>;
    keep: string[];
    more?: unknown;
  }
  const read = (json: string | undefined) => parse(json ?? "", [], { allowTrailingComma: true }) as Parsed;

  test.each<[string, readonly (string | number)[], (parsed: Parsed) => void]>([
    ["a property", ["clusters", "lab"], ({ clusters }) => (clusters["lab"] = VALUE)],
    ["an entry", ["keep", -1], ({ keep }) => keep.push(VALUE as never)],
    ["what is missing on the way", ["more", "a", -1], (parsed) => (parsed.more = { a: [VALUE] })],
  ])("%s comes to it, and no character is removed or moved", (_, path, add) => {
    fc.assert(
      fc.property(text, (before) => {
        const after = withValue(before, [...path], VALUE);
        expect(isSubsequence(before, after ?? "")).toBe(true);
        const expected = read(before);
        add(expected);
        expect(read(after)).toEqual(expected);
        // Line ends are not mixed where they were not.
        if (!before.includes("\r")) expect(after).not.toContain("\r");
      }),
    );
  });

  test("a value changes, and nothing around it", () => {
    fc.assert(
      fc.property(text, fc.string(), (before, word) => {
        const [key] = Object.keys(read(before).clusters);
        fc.pre(key !== undefined);
        const after = withValue(before, ["clusters", key, "rotation"], word);
        const begin = before.indexOf('"1"', before.indexOf(`"${key}"`));
        expect(after).toBe(before.slice(0, begin) + JSON.stringify(word) + before.slice(begin + 3));
      }),
    );
  });
});

/** Whether nothing of a text was taken out or moved. */
function isSubsequence(text: string, result: string): boolean {
  let found = 0;
  for (const character of result) if (character === text[found]) found += 1;
  return found === text.length;
}
