/** Connections that are cut in the middle of a write, and runs that get in each other's way. */
import type { ObjectSpec, TokenSpec } from "../../../pve/spec";
import { authenticates } from "../../support/authenticates";
import { Bench, type Finished, expectGreen } from "./bench";
import { ACL, ALL, FULL_TOKENID, ROLE, SEPARATED, TOKEN_ACL, USER } from "./objects";

const FULL = [USER, ROLE, SEPARATED, ACL, TOKEN_ACL];
const ROTATED: TokenSpec = { ...SEPARATED, rotation: "2", issue: "12" };
const CHANGED: readonly ObjectSpec[] = [
  { ...USER, email: "a@b.org" },
  { ...ROLE, privileges: { list: ["VM.Audit"] } },
  { ...ROTATED, comment: "CI" },
  { ...ACL, propagate: false },
  { ...TOKEN_ACL, propagate: false },
];

/** What a run has said. PVE 8 drops a token's entries with the token, so that in between there may be none to change. */
function told({ said }: Finished): readonly string[] {
  return said.map((line) => line.replace(/^(acl .*): .*/, "$1")).toSorted();
}

describe.each(["8.4", "9.2"] as const)("a connection to PVE %s that is cut", (pve) => {
  /** Makes every write once with a cut there, each on a cluster of its own; it has to be as after a run without one. */
  async function cutEverywhere(
    objects: readonly ObjectSpec[],
    before: (bench: Bench) => Promise<void>,
    at: "request" | "handled" | "replied",
  ): Promise<void> {
    const {
      wanted,
      told: wantedWords,
      writes,
    } = await Bench.once(pve, async (bench) => {
      await before(bench);
      bench.simulator.clearRequests();
      const finished = await bench.run(objects);
      expectGreen(finished);
      const requests = bench.simulator.requests.filter(
        ({ method, path }) => method !== "GET" && path !== "/access/ticket",
      );
      return { wanted: bench.pve, told: told(finished), writes: requests };
    });
    expect(writes.length).toBeGreaterThan(3);
    const cut = async (bench: Bench, n: number) => {
      await before(bench);
      bench.simulator.clearRequests();
      const remove = bench.simulator.faults.on({ nth: n }, { at, do: "cut", times: 1 });
      const finished = await bench.run(objects);
      expectGreen(finished);
      expect(told(finished)).toEqual(wantedWords);
      remove();
      expect(bench.pve).toEqual(wanted);
      const secret = [...bench.keeper.secrets.values()].at(-1) ?? "";
      expect(await authenticates(bench.simulator, `${FULL_TOKENID}=${secret}`)).toBe(true);
      expect((await bench.run(objects)).said).toEqual([]);
    };
    await Promise.all(writes.map(({ n }) => Bench.once(pve, (bench) => cut(bench, n))));
  }

  const nothing = () => Promise.resolve();
  /** A deployed cluster whose token has an ACL entry of somebody else. */
  const deployed = async (bench: Bench) => {
    expectGreen(await bench.run(FULL));
    await bench.root("PUT", "/access/acl", { path: "/vms", roles: "PVEAuditor", tokens: FULL_TOKENID });
  };

  it.each(["request", "handled", "replied"] as const)(
    "at any write (%s) ends right: a first run",
    async (at) => {
      await cutEverywhere(FULL, nothing, at);
    },
  );

  it.each(["request", "handled", "replied"] as const)("at any write (%s) ends right: changes", async (at) => {
    await cutEverywhere(CHANGED, deployed, at);
  });

  it.each(["request", "handled", "replied"] as const)(
    "at any write (%s) ends right: taking away",
    async (at) => {
      const cut = async (bench: Bench, n: number) => {
        await bench.run(FULL);
        bench.simulator.faults.on({ method: /DELETE|PUT/ }, { at, do: "cut", times: 1, skip: n });
        const outcomes = await bench.remove(FULL);
        expect(outcomes.map(({ did }) => did)).toEqual(FULL.map(() => "deleted"));
        expect(bench.pve).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
      };
      await Promise.all([...FULL.keys()].map((n) => Bench.once(pve, (bench) => cut(bench, n))));
    },
  );
});

describe("two runs at once", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start("9.2");
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  it("leave what is described once, and a secret that works; one that was overtaken says so", async () => {
    const both = await Promise.all([bench.run(ALL), bench.run(ALL)]);
    const failed = both.filter(({ error }) => error !== "");
    expect(failed.length).toBeLessThan(2);
    for (const { error } of failed) expect(error).toMatch(/is refused \(401\).*renewed it meanwhile/);
    expectGreen(await bench.run(ALL));
    expect(bench.pve.acl).toEqual([`/ ${ROLE.roleid} user ${USER.userid} 1`]);
    const secret = bench.keeper.secrets.get("11") ?? "";
    expect(await authenticates(bench.simulator, `${FULL_TOKENID}=${secret}`)).toBe(true);
  });

  it("of two states end with one of them, whose token still works", async () => {
    const both: readonly Finished[] = await Promise.all([
      bench.run(ALL, { state: "1", states: ["1"] }),
      bench.run(
        ALL.map((object) => (object.kind === "token" ? { ...object, issue: "21" } : object)),
        {
          state: "2",
          states: ["2"],
        },
      ),
    ]);
    const failed = both.filter(({ error }) => error !== "");
    expect(failed.map(({ error }) => error)).toEqual([
      expect.stringMatching(/made by another Terraform state/),
    ]);
    const [secret = ""] = bench.keeper.secrets.values();
    expect(await authenticates(bench.simulator, `${FULL_TOKENID}=${secret}`)).toBe(true);
  });
});
