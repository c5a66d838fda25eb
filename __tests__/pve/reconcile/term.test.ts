/** An expiry that counts from the issue of a token's secret. */
import { readMark } from "../../../pve/objects";
import type { TokenSpec } from "../../../pve/spec";
import { Bench, expectGreen } from "./bench";
import { ACL, FULL_TOKENID, ROLE, TOKEN, USER, deployed } from "./objects";

const DAY = 86_400;
const PATH = `/access/users/${USER.userid}/token/${TOKEN.tokenid}`;
const NAME = `token ${FULL_TOKENID}`;
const NINETY: TokenSpec = { ...TOKEN, expires: "90d" };

describe.each(["7.4", "8.4", "9.2"] as const)("on PVE %s", (pve) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    bench.reset();
  });
  afterAll(() => bench.simulator.stop());

  const run = (token: TokenSpec) =>
    bench.run([USER, ROLE, token, ACL], { deployed: deployed([NAME], token.issue) });
  const first = (token: TokenSpec) => bench.run([USER, ROLE, token, ACL]);
  /** The token's expiry, and when its mark says that it was issued. */
  const there = () => {
    const [token] = bench.simulator.snapshot().tokens;
    return { expire: token?.expire, since: readMark(token?.comment ?? "")?.since ?? Number.NaN };
  };
  /** The deploying machine's clock goes on. */
  const later = (days: number) => {
    const then = Date.now() + days * DAY * 1000;
    jest.spyOn(Date, "now").mockImplementation(() => then);
  };

  test("it is set when the secret is issued, and kept until the next rotation", async () => {
    const before = Math.floor(Date.now() / 1000);
    expectGreen(await first(NINETY));
    const issued = there();
    expect(issued.since).toBeGreaterThanOrEqual(before);
    expect(issued.expire).toBe(issued.since + 90 * DAY);
    later(60);
    expect((await run(NINETY)).said).toEqual([]);
    expect(there()).toEqual(issued);
    expectGreen(await run({ ...NINETY, rotation: "2", issue: "12" }));
    expect(there().since).toBeGreaterThanOrEqual(issued.since + 60 * DAY);
    expect(there().expire).toBe(there().since + 90 * DAY);
  });

  test("another term counts from the same issue, and what was changed by hand is put right", async () => {
    expectGreen(await first(NINETY));
    const { since } = there();
    later(10);
    expect((await run({ ...NINETY, expires: "P30D" })).said).toEqual([`${NAME}: expire`]);
    expect(there()).toEqual({ since, expire: since + 30 * DAY });
    await bench.root("PUT", PATH, { expire: "4102444800" });
    expect((await run({ ...NINETY, expires: "P30D" })).said).toEqual([`${NAME}: expire`]);
    expect(there()).toEqual({ since, expire: since + 30 * DAY });
    expect((await run({ ...NINETY, expires: "5d" })).error).toMatch(
      /is to expire at 5d after the issue of its secret, which is over/,
    );
    expect((await run({ ...NINETY, expires: "never" })).said).toEqual([`${NAME}: comment, expire`]);
    expect(there()).toEqual({ since: Number.NaN, expire: 0 });
  });

  test("of a token that did not count before, it counts from the deploy that describes it", async () => {
    expectGreen(await first(TOKEN));
    later(20);
    const now = Math.floor(Date.now() / 1000);
    expect((await run(NINETY)).said).toEqual([`${NAME}: comment, expire`]);
    expect(there()).toEqual({ since: now, expire: now + 90 * DAY });
  });

  test("it is kept where somebody has edited our mark away", async () => {
    expectGreen(await first(NINETY));
    const issued = there();
    later(20);
    await bench.root("PUT", PATH, { comment: "mine" });
    expect((await run(NINETY)).said).toEqual([`${NAME}: comment`]);
    expect(there()).toEqual(issued);
  });

  test("a run warns in the last 14 days, until another rotation", async () => {
    expectGreen(await first(NINETY));
    later(75);
    expect((await run(NINETY)).warned).toEqual([]);
    jest.restoreAllMocks();
    later(77);
    expect((await run(NINETY)).warned).toEqual([
      expect.stringMatching(
        /^host3: token \S+ expires in 1[23] days \(\S+Z\)\. Another `token\.rotation` gives it 90d anew\.$/,
      ),
    ]);
    expect((await run({ ...NINETY, rotation: "2", issue: "12" })).warned).toEqual([]);
    expect((await run({ ...NINETY, rotation: "2", issue: "12" })).warned).toEqual([]);
  });

  test("of a token that is renewed, it says so as soon as the next deploy does", async () => {
    const renewed = { ...NINETY, rotateBefore: "30d" };
    expectGreen(await first(renewed));
    later(59);
    expect((await run(renewed)).warned).toEqual([]);
    later(2);
    expect((await run(renewed)).warned).toEqual([
      expect.stringMatching(
        /expires in 2[89] days \(\S+Z\)\. The next deploy renews it, as its plan shows\. Another/,
      ),
    ]);
  });

  test("of a token whose secret is older than what renewals count from, it says which comes first", async () => {
    expectGreen(await first(NINETY));
    later(60);
    const since = new Date(Date.now()).toISOString();
    const added = { ...NINETY, rotateBefore: "14d", since, renewed: "0" };
    expect((await run(added)).warned).toEqual([
      expect.stringMatching(
        /expires in (29|30) days \(\S+Z\)\. Its next renewal is due at \S+Z only\. Another `token\.rotation` gives it 90d anew\.$/,
      ),
    ]);
    expect((await run({ ...added, rotation: "2", issue: "12" })).warned).toEqual([]);
  });
});
