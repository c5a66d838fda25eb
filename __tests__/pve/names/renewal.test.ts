import { nextRenewal, renewalFault, renewalPeriod, renewalsDue, rotateBeforeFault } from "../../../pve/names";

const DAY = 86_400;

test.each([
  ["14d", undefined],
  ["P2W", undefined],
  ["36h", undefined],
  ["14", /^"14" is no term: write 14d to renew in the last 14 days/],
  ["2027-01-01", /is no term/],
  ["0d", /^"0d" is no time at all/],
])("%j is judged by itself", (rotateBefore, fault) => {
  if (fault === undefined) expect(rotateBeforeFault(rotateBefore)).toBeUndefined();
  else expect(rotateBeforeFault(rotateBefore)).toMatch(fault);
});

const NOTHING = /^has nothing to renew: give `expires` a term, such as 90d$/;

test.each([
  ["14d", { expires: "90d" }, undefined],
  ["89d", { expires: "90d" }, undefined],
  ["24h", { expires: "2d" }, undefined],
  ["14d", {}, NOTHING],
  ["14d", { expires: "never" }, NOTHING],
  ["14d", { expires: "2099-12-31" }, NOTHING],
  ["14d", { expires: 4_102_444_800 }, NOTHING],
  ["14d", { expires: new Date("2099-12-31") }, NOTHING],
  ["90d", { expires: "90d" }, /^"90d" is not shorter than the whole term, "90d"/],
  ["13w", { expires: "90d" }, /^"13w" is not shorter than the whole term, "90d"/],
  ["25h", { expires: "2d" }, /^"25h" leaves less than a day of "2d", so a deploy a day would rotate/],
  ["14d", { expires: "90d", keep: [] }, /^cannot stand beside keep: each rotation is a token of its own/],
  ["14d", { expires: "soon" }, undefined],
])("%j beside %j is judged", (rotateBefore, { expires, keep }: Beside, fault) => {
  const found = renewalFault(rotateBefore, { expires, keep });
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(fault);
});

interface Beside {
  readonly expires?: string | number | Date;
  readonly keep?: readonly string[];
}

const NINETY = { expires: "90d", rotateBefore: "2w" };
const SINCE = { ...NINETY, since: "2026-01-01T00:00:00Z" };
const START = Date.parse(SINCE.since) / 1000;

test("a secret is renewed after its term without that part of it, again and again", () => {
  expect(renewalPeriod(NINETY)).toBe(76 * DAY);
  expect(renewalPeriod({ expires: "90d" })).toBeUndefined();
  const due = (seconds: number) => renewalsDue(SINCE, START + seconds);
  expect([-1, 0, 76 * DAY - 1, 76 * DAY, 152 * DAY - 1, 152 * DAY].map(due)).toEqual([0, 0, 0, 1, 1, 2]);
  expect(renewalsDue(NINETY, START)).toBe(0);
  expect(nextRenewal(SINCE)).toBe(START + 76 * DAY);
  expect(nextRenewal({ ...SINCE, renewed: "2" })).toBe(START + 3 * 76 * DAY);
  expect(nextRenewal(NINETY)).toBeUndefined();
});
