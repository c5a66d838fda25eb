/** Every profile on every version: what it resolves to is accepted, suffices, and holds nothing that could be left out. */
import { profileRoles } from "../../../pve/privileges/profile-places";
import { PROFILE_NAMES } from "../../../pve/privileges/profiles";
import { parseRelease } from "../../../pve/privileges/release";
import { resolvePrivileges } from "../../../pve/privileges/resolve";
import { parseVersion } from "../../../pve/privileges/version";
import { prove } from "../../../pve/proof";
import { observe } from "../../../pve/objects";
import { reconcile } from "../../../pve/reconcile";
import type { ObjectSpec, ProfileParameters } from "../../../pve/spec";
import { type PveClient, connect, readConnection } from "../../../pve/wire";
import { PVE_RELEASES, type Simulator, startSimulator } from "../../../simulator";
import { keptClient } from "../../support/pve/pve-call";
import { MemoryKeeper } from "../reconcile/bench";
import { TOKEN, USER, claim } from "../reconcile/objects";

const INVENTORY = {
  inventory: {
    pools: [{ poolid: "lab" }],
    zones: [{ zone: "talos", type: "simple" }],
    vnets: [{ vnet: "nodes", zone: "talos" }],
  },
  nodes: ["host3"],
};
const CONFINED: ProfileParameters = {
  pool: ["lab"],
  storage: ["local", "local-lvm"],
  bridge: ["vmbr0/20"],
  vnet: ["talos/nodes"],
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
  let simulator: Simulator;
  let root: PveClient;
  let client: PveClient;
  let fresh: () => void;
  const keeper = new MemoryKeeper();
  const release = parseRelease(pve)!;

  beforeAll(async () => {
    simulator = await startSimulator({ pve, ...INVENTORY });
    root = await keptClient(simulator);
    const { endpoint, fingerprint } = simulator;
    const login = { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: simulator.rootPassword };
    client = await connect(
      readConnection({ key: "host3", endpoint, insecure: false, fingerprint }, login),
      () => undefined,
    );
    await make([]);
    fresh = simulator.checkpoint();
  });
  afterEach(() => fresh());
  afterAll(async () => {
    client.close();
    await simulator.stop();
  });

  /** A deploy with nothing to say and nothing to warn of. */
  async function make(objects: readonly ObjectSpec[]): Promise<void> {
    const warned: string[] = [];
    const surroundings = {
      keeper,
      say: () => undefined,
      warn: (sentence: string) => warned.push(sentence),
      begin: () => Promise.resolve(),
      undone: () => undefined,
    };
    await reconcile(client, [USER, TOKEN, ...objects], claim(), surroundings);
    expect(warned).toEqual([]);
  }

  describe.each(PLACES)("%s", (_, parameters: ProfileParameters) => {
    test.each(PROFILE_NAMES)("%s is accepted, suffices, and each of its privileges counts", async (name) => {
      const grants = profileRoles({ profiles: [name], add: [], remove: [] }, parameters, "r");
      const objects = grants.flatMap(({ roleid, path, propagate, privileges }): ObjectSpec[] => [
        { kind: "role", roleid, privileges },
        { kind: "acl", path, roleid, propagate, subject: { type: "user", ugid: USER.userid } },
      ]);
      // The token is used by itself here.
      await make(objects);
      const made = grants
        .map(({ roleid, path, privileges }) => ({
          roleid,
          path,
          privileges: resolvePrivileges(privileges, release).privileges,
        }))
        .filter(({ privileges }) => privileges.length > 0);
      const roles = made.map(({ roleid, privileges }) => ({ roleid, privileges }));
      expect(simulator.snapshot().roles).toEqual(roles.toSorted((a, b) => (a.roleid < b.roleid ? -1 : 1)));

      const longest = Math.max(...made.map(({ privileges }) => privileges.length));
      for (let index = 0; index < longest; index++) {
        const without = made.filter(({ privileges }) => index < privileges.length);
        for (const { roleid, privileges } of without) await hold(roleid, privileges.toSpliced(index, 1));
        expect(await lacksOf(objects)).toEqual(
          without.map(({ path, privileges }) => `on ${path} it lacks ${privileges[index] ?? ""}`),
        );
        for (const { roleid, privileges } of without) await hold(roleid, privileges);
      }
    });
  });

  const hold = (roleid: string, privileges: readonly string[]) =>
    root.put(`/access/roles/${roleid}`, { privs: privileges.join(",") });

  /** The lines of a failing proof that say what is missing where. */
  async function lacksOf(objects: readonly ObjectSpec[]): Promise<readonly string[]> {
    const look = () => observe(client);
    const proof = { client, cluster: "host3", version: parseVersion(pve), roles: new Map(), look };
    const message = await prove(TOKEN, undefined, { ...proof, objects: [USER, TOKEN, ...objects] }).then(
      () => "",
      (error: unknown) => (error as Error).message,
    );
    const lines = message.split("\n").map((line) => line.trim());
    return lines.filter((line) => line.startsWith("on "));
  }
});
