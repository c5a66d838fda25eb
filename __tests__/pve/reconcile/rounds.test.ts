/** How often a run looks again when it stays unknown whether PVE has done what it was told. */
import { inRounds, write } from "../../../pve/reconcile/rounds";
import { PveNetworkError } from "../../../pve/wire";

const CALL = { method: "PUT", path: "/access/acl", endpoint: "https://host3:8006" } as const;
const CUT = new PveNetworkError(CALL, { what: "the connection was cut", sent: true });

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Runs rounds that all end so, each after a while; what it ends with, and after how many. */
async function rounds(seconds: number, fail: () => Promise<never>) {
  let count = 0;
  const end = inRounds(async () => {
    count += 1;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    return fail();
  }).catch((error: unknown) => error);
  await jest.runAllTimersAsync();
  return { error: await end, count };
}

test.each([
  ["four times, if each is short", 0, 4],
  ["four times, if they take less than 30 seconds together", 9, 4],
  ["no more once 30 seconds are over", 16, 2],
  ["once, if a write hangs so long", 31, 1],
])("it looks %s, and gives up the error itself", async (_, seconds, count) => {
  expect(await rounds(seconds, () => write(Promise.reject(CUT)))).toEqual({ error: CUT, count });
});

test("what is known to have failed is not tried again", async () => {
  const error = new Error("refused");
  expect(await rounds(0, () => write(Promise.reject(error)))).toEqual({ error, count: 1 });
});
