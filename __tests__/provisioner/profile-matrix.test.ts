/** Every profile on every version: what it resolves to is accepted, suffices, and holds nothing that could be left out. */
import type { PveClient } from "../../pve/wire/client";
import { resolvePrivileges } from "../../pve/privileges/resolve";
import { profileRoles } from "../../pve/privileges/profile-places";
import { PROFILE_NAMES } from "../../pve/privileges/profiles";
import { prove } from "../../pve/proof/proof";
import { parseRelease } from "../../pve/privileges/release";
import type { Grant, ObjectSpec, ProfileParameters } from "../../pve/spec";
import { PVE_RELEASES } from "../../simulator";
import { keptClient, ticketOf } from "../support/pve-call";
import { type Bench, FULL_TOKENID, TOKEN, USER, expectGreen, startBench } from "./bench";

const INVENTORY = { inventory: { pools: [{ poolid: "lab" }] }, nodes: ["host3"] };
const CONFINED: ProfileParameters = {
  pool: ["lab"],
  storage: ["local", "local-lvm"],
  bridge: ["vmbr0/20"],
  node: ["host3"],
  realm: ["pam"],
  path: ["/pool/lab"],
};
const PLACES = [
  ["for the whole cluster", {}],
  ["confined", CONFINED],
] as const;
/** 9.1 has the privileges of 9.2. */
const VERSIONS = PVE_RELEASES.filter((pve) => pve !== "9.1");

describe.each(VERSIONS)("on PVE %s", (pve) => {
  let bench: Bench;
  let root: PveClient;
  let token: PveClient;
  const release = parseRelease(pve)!;

  beforeAll(async () => {
    bench = await startBench(pve, INVENTORY);
    root = await keptClient(bench.simulator);
    const { ticket, csrf } = await ticketOf(bench.simulator);
    bench.environment["PROXMOX_VE_AUTH_TICKET"] = ticket;
    bench.environment["PROXMOX_VE_CSRF_PREVENTION_TOKEN"] = csrf;
    expectGreen(await bench.ensure(USER));
    expectGreen(await bench.issue(TOKEN));
    const { secret } = bench.simulator.snapshot().tokens[0]!;
    token = await keptClient(bench.simulator, { fullTokenid: FULL_TOKENID, secret });
  });

  afterEach(async () => {
    for (const { roleid } of bench.simulator.snapshot().roles) await root.delete(`/access/roles/${roleid}`);
  });

  afterAll(() => bench.simulator.stop());

  describe.each(PLACES)("%s", (_, parameters: ProfileParameters) => {
    test.each(PROFILE_NAMES)("%s is accepted, suffices, and each of its privileges counts", async (name) => {
      const grants = profileRoles({ profiles: [name], add: [], remove: [] }, parameters, "r");
      const objects = grants.flatMap(objectsOf);
      expectGreen(await bench.preflight(objects));
      for (const object of objects) expectGreen(await bench.ensure(object));
      const made = grants.map(resolved).filter(({ privileges }) => privileges.length > 0);
      expect(bench.simulator.snapshot().roles).toEqual(
        made.map(({ roleid, privileges }) => ({ roleid, privileges })).sort(byRoleid),
      );
      const proof = await bench.prove({ grants, removeSecrets: false });
      expectGreen(proof);
      expect(proof.out).toMatch(/ was used and has what it needs on /);

      const longest = Math.max(...made.map(({ privileges }) => privileges.length));
      for (let index = 0; index < longest; index++) {
        const without = made.filter(({ privileges }) => index < privileges.length);
        for (const { roleid, privileges } of without) await hold(roleid, privileges.toSpliced(index, 1));
        expect(await lacksOf(grants)).toEqual(
          without.map(({ path, privileges }) => `on ${path} it lacks ${privileges[index] ?? ""}`),
        );
        for (const { roleid, privileges } of without) await hold(roleid, privileges);
      }
    });
  });

  const resolved = ({ roleid, path, privileges }: Grant) => {
    return { roleid, path, privileges: resolvePrivileges(privileges, release).privileges };
  };

  const hold = (roleid: string, privileges: readonly string[]) =>
    root.put(`/access/roles/${roleid}`, { privs: privileges.join(",") });

  /** The lines of a failing proof that say what is missing where. */
  async function lacksOf(grants: readonly Grant[]): Promise<readonly string[]> {
    const { userid, tokenid, privsep } = TOKEN;
    const context = { reconcile: "on-change", acl: "acl", subjects: [userid], further: [] } as const;
    const proof = prove(
      { cluster: "host3", token: { userid, tokenid, privsep, fullTokenid: FULL_TOKENID }, grants, context },
      { login: () => Promise.resolve(root), token: () => Promise.resolve(token) },
    );
    const message = await proof.then(
      () => "",
      (error: unknown) => (error as Error).message,
    );
    return message
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.startsWith("on "));
  }
});

function objectsOf({ roleid, path, propagate, privileges }: Grant): ObjectSpec[] {
  const subject = { type: "user", ugid: USER.userid } as const;
  return [
    { kind: "role", roleid, privileges },
    { kind: "acl", path, roleid, subject, propagate, ...("on" in privileges && { privileges }) },
  ];
}

function byRoleid(one: { readonly roleid: string }, other: { readonly roleid: string }): number {
  return one.roleid < other.roleid ? -1 : 1;
}
