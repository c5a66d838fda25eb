/** What a program without types may give to a guard. */
import { Aspects, TerraformStack, Testing } from "cdktf";
import { ProxmoxAccess, ProxmoxAccessGuard, ProxmoxCluster } from "../../constructs";

/** What is said of a stack with this guard: its own refusal, or that of a token for ever. */
function said(props: unknown): string {
  try {
    const stack = new TerraformStack(Testing.app(), "lab");
    const cluster = new ProxmoxCluster(stack, "host3", { endpoint: "https://host3:8006" });
    Aspects.of(stack).add(new ProxmoxAccessGuard(props as never));
    new ProxmoxAccess(stack, "it", { cluster });
    Testing.fullSynth(stack);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test("all faults come at once, each by its name", () => {
  const props = { expiryDays: "90", except: ["expiri", null, 5], now: new Date(NaN), day: 1 };
  expect(said(props)).toBe(
    "ProxmoxAccessGuard: expiryDays: must be a number of days, not text; " +
      'except[0]: "expiri" is no rule; did you mean expiry?; ' +
      "except[1]: must be text, not null; except[2]: must be text, not 5; " +
      "now: is a Date of no moment until the year 9999; give another one, such as `new Date()`; " +
      "day: is no prop; did you mean expiryDays?",
  );
});

test.each([0, -1, 1.5, 36_526, NaN, Infinity])("%d are no days", (expiryDays) => {
  const wanted = `must be a whole number from 1 to 36525, not ${String(expiryDays)}`;
  expect(said({ expiryDays })).toBe(`ProxmoxAccessGuard: expiryDays: ${wanted}.`);
});

test.each(["expiryDays", "except", "now"])("%s is taken, or refused in our words, whatever it is", (name) => {
  const ours = expect.stringMatching(
    new RegExp(`^ProxmoxAccessGuard: ${name}.*: |rule expiry of`),
  ) as unknown;
  const wrong = [0, 5, "", "x", true, [], [null], [5], {}, { a: 1 }, [{}], new Date(8.64e15), new Date(0)];
  for (const value of wrong) expect([value, said({ [name]: value })]).toEqual([value, ours]);
  expect(said({ [name]: null })).toMatch(`ProxmoxAccessGuard: ${name}: must be `);
});
