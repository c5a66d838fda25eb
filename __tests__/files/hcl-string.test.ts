import fc from "fast-check";
import { hclString, readHclString } from "../../files/hcl-string";

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom("$", "{", "%", '"', "\\", "\n", "\r", "\t", "\u0000", "\u2028", "😀"),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(""));

describe("a text as an HCL string", () => {
  it.each([
    ["plain", '"plain"'],
    ['say "hi"\\', '"say \\"hi\\"\\\\"'],
    ["a\nb\tc", '"a\\nb\\tc"'],
    ["${x} %{y} $x 5%", '"\\u0024{x} \\u0025{y} $x 5%"'],
    ["$${x}", '"$\\u0024{x}"'],
    ["\u0007\u202e", '"\\u0007\\u202e"'],
    ["äß😀", '"äß😀"'],
    ["\ud800", '"\ufffd"'],
  ])("%j", (text, quoted) => {
    expect(hclString(text)).toBe(quoted);
  });

  it("is one line without a template, and reads back as the same text", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const quoted = hclString(text);
        expect(quoted).not.toMatch(/[$%]\{|[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(readHclString(quoted)).toBe(text);
      }),
    );
  });

  it.each(["", '"', '"a"b"', "bare", '"a\\"'])("%j is none", (text) => {
    expect(readHclString(text)).toBeUndefined();
  });
});
