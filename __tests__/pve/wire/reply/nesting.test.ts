import fc from "fast-check";
import { isTooDeep } from "../../../../pve/wire/reply/nesting";

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

/** Lists and objects around a value. */
function nested(value: unknown, levels: number): unknown {
  let result = value;
  for (let level = 0; level < levels; level += 1) result = level % 2 === 0 ? [result, 1] : { "]}": result };
  return result;
}

test("64 levels are read, and one more is not, whatever brackets and quotes are in texts", () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 3, stringUnit: fc.constantFrom("[", "{", "]", "}", '"', "\\", "a") }),
      fc.integer({ min: 55, max: 66 }),
      (value, levels) => {
        const whole = nested(value, levels);
        expect(isTooDeep(JSON.stringify(whole))).toBe(depthOf(whole) > 64);
      },
    ),
  );
});

test("eight megabytes of brackets are looked at no further than they are deep", () => {
  expect(isTooDeep("[".repeat(8 * 1024 * 1024))).toBe(true);
  expect(isTooDeep(`[${"[],".repeat(100_000)}[]]`)).toBe(false);
  expect(isTooDeep('"[[[[')).toBe(false);
});
