import fc from "fast-check";
import {
  expiryFault,
  expiryText,
  isPast,
  parseExpiry,
  termOf,
  tokenExpiryFault,
} from "../../../pve/names/expiry";

const NOW = 1_750_000_000;

test.each([
  [undefined, 0],
  ["never", 0],
  [0, 0],
  [1_900_000_000, 1_900_000_000],
  // A trigger of Terraform holds text only.
  ["1900000000", 1_900_000_000],
  // What has expired may stay described.
  ["2020-01-01", 1_577_836_800],
  ["2030-12-31", 1_924_905_600],
  ["2030-12-31T18:00:00Z", 1_924_970_400],
  ["2030-12-31T18:00:00.999Z", 1_924_970_400],
  ["2030-12-31T18:00+02:00", 1_924_963_200],
  ["2032-02-29", 1_961_625_600],
])("%p is %i seconds since the epoch", (expires, seconds) => {
  expect(expiryFault(expires)).toBeUndefined();
  expect(parseExpiry(expires)).toBe(seconds);
});

test.each([
  ["2031-02-29", /no time/],
  ["2030-13-01", /no time/],
  ["2030-12-31T25:00:00Z", /no time/],
  // Without a zone it would be another time on another machine.
  ["2030-12-31T18:00:00", /no time/],
  ["tomorrow", /no time/],
  ["", /no time/],
  [-1, /no time/],
  [1.5, /no time/],
  [Number.NaN, /no time/],
  [1_900_000_000_000, /milliseconds/],
])("%p is refused", (expires, message) => {
  expect(expiryFault(expires)).toMatch(message);
});

test.each([
  [0, false],
  [1, true],
  [NOW, true],
  [NOW + 1, false],
])("what expires at %i is over: %p", (expire, over) => {
  expect(isPast(expire, NOW)).toBe(over);
});

test("a moment as JavaScript writes it is read back", () => {
  const moments = fc.date({ min: new Date("2026-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(moments, (moment) => {
      expect(expiryFault(moment.toISOString())).toBeUndefined();
      expect(parseExpiry(moment.toISOString())).toBe(Math.floor(moment.getTime() / 1000));
    }),
  );
});

test("any text is either refused or a time", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double()), (expires) => {
      if (expiryFault(expires) === undefined) expect(parseExpiry(expires)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test.each([
  ["90d", 90 * 86_400],
  ["P90D", 90 * 86_400],
  ["12w", 84 * 86_400],
  ["P12W", 84 * 86_400],
  ["36h", 36 * 3600],
  ["PT36H", 36 * 3600],
])("%j counts from the issue of a token's secret", (expires, seconds) => {
  expect(tokenExpiryFault(expires)).toBeUndefined();
  expect(termOf(expires)).toBe(seconds);
  expect(parseExpiry(expires, NOW)).toBe(NOW + seconds);
  expect(expiryText(expires)).toBe(expires);
  expect(expiryFault(expires)).toMatch(/counts from nothing/);
});

test.each([
  ["0d", /is over at once/],
  ["90", undefined],
  ["36526d", /more than 100 years/],
  ["P3M", /no time: write 90d/],
  ["90 d", /no time: write 90d/],
  ["90D", /no time: write 90d/],
  ["-1d", /no time/],
  ["soon", /no time/],
  [null, /^null is no time/],
  [{}, /no time/],
  [new Date("nonsense"), /"Invalid Date" is no time/],
])("of a token, %p is judged", (expires, fault) => {
  if (fault === undefined) expect(tokenExpiryFault(expires)).toBeUndefined();
  else expect(tokenExpiryFault(expires as string)).toMatch(fault);
});

test("a moment is described as text, to the second where it has no fraction", () => {
  const moment = new Date("2030-12-31T18:00:00Z");
  expect(expiryFault(moment)).toBeUndefined();
  expect(tokenExpiryFault(moment)).toBeUndefined();
  expect(expiryText(moment)).toBe("2030-12-31T18:00:00Z");
  expect(parseExpiry(expiryText(new Date("2030-12-31T18:00:00.5Z")))).toBe(1_924_970_400);
});
