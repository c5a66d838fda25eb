import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { shellQuote } from "../../files/shell-word";

test("a shell reads every quoted word back unchanged", () => {
  const text = fc
    .string({ unit: "binary" })
    .map((word) => word.replaceAll("\0", "").replace(/\p{Surrogate}/gu, ""));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (words) => {
      const script = `printf '%s\\0' ${words.map(shellQuote).join(" ")}`;
      expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(
        words.map((word) => `${word}\0`).join(""),
      );
    }),
    { numRuns: 50 },
  );
});
