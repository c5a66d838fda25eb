import fc from "fast-check";
import { expiryFault, isPast, parseExpiry } from "../../../pve/names/expiry";

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
