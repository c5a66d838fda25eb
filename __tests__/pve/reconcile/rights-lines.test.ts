/** What a refusal advises is pasted by a person on a node: it must be enough, and must not take away what the login has. */
import { permissionsOf, privilegesOn } from "../../../pve/objects";
import { missingRights, requiredRights, rightsFault } from "../../../pve/reconcile";
import type { ObjectSpec } from "../../../pve/spec";
import { type PveClient, connect, readConnection } from "../../../pve/wire";
import { type Simulator, startSimulator } from "../../../simulator";
import { paste, pveumLines } from "../../support/pve/pveum";

const OBJECTS: readonly ObjectSpec[] = [
  { kind: "user", userid: "opentofu@pve" },
  { kind: "role", roleid: "r", privileges: { list: ["VM.Audit"] } },
  { kind: "token", userid: "opentofu@pve", tokenid: "t1", privsep: false, rotation: "1" },
  ...["/", "/vms/100"].map((path): ObjectSpec => {
    return {
      kind: "acl",
      path,
      roleid: "r",
      subject: { type: "user", ugid: "opentofu@pve" },
      propagate: true,
    };
  }),
];
const PATHS = [
  ...["/", "/access", "/access/groups", "/access/groups/g", "/access/realm", "/access/realm/pve"],
  ...["/access/realm/pam", "/vms", "/vms/100", "/vms/101", "/storage/local", "/pool/lab"],
];

async function clientOf(simulator: Simulator, login: NodeJS.ProcessEnv): Promise<PveClient> {
  const { endpoint, fingerprint } = simulator;
  const cluster = { key: "host3", endpoint, insecure: false, fingerprint };
  return connect(readConnection(cluster, login), () => undefined);
}

describe.each(["7.4", "9.2"] as const)("on PVE %s", (pve) => {
  let simulator: Simulator;
  let root: PveClient;
  const clients: PveClient[] = [];
  beforeEach(async () => {
    simulator = await startSimulator({ pve });
    const login = { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: simulator.rootPassword };
    root = await clientOf(simulator, login);
    clients.push(root);
    await root.post("/access/users", { userid: "ci@pve" });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await simulator.stop();
  });

  const grant = (path: string, roles: string, who = "ci@pve", propagate = true) =>
    root.put("/access/acl", { path, roles, [who.includes("!") ? "tokens" : "users"]: who, propagate });

  async function token(privsep: boolean): Promise<PveClient> {
    const answer = await root.post<{ value: string }>("/access/users/ci@pve/token/deploy", { privsep });
    const client = await clientOf(simulator, { PROXMOX_VE_API_TOKEN: `ci@pve!deploy=${answer.value}` });
    clients.push(client);
    return client;
  }

  /** What the client has on each path, before and after the lines were pasted. */
  async function pasted(client: PveClient): Promise<void> {
    const required = requiredRights(OBJECTS);
    const before = await permissionsOf(client);
    const missing = missingRights(before, required);
    expect(missing).not.toEqual([]);
    await paste(root, pveumLines(rightsFault(missing, required, client.identity, "host3")));
    const after = await permissionsOf(client);
    expect(missingRights(after, required)).toEqual([]);
    for (const path of PATHS) {
      const [held, now] = [privilegesOn(before, path), privilegesOn(after, path)].map((each) => [
        ...each.keys(),
      ]);
      expect({ path, now }).toEqual({ path, now: expect.arrayContaining(held ?? []) as unknown });
    }
  }

  test("a login that has nothing gets all that it needs", async () => pasted(await token(false)));

  test("a login with entries above and below keeps what it has there", async () => {
    await root.post("/access/roles", { roleid: "groups", privs: "Group.Allocate" });
    await grant("/", "PVEVMAdmin");
    await grant("/access/groups", "groups");
    await grant("/vms", "PVEVMUser");
    await grant("/vms/100", "PVEVMAdmin", "ci@pve", false);
    await pasted(await token(false));
  });

  test("a token with privilege separation keeps what it has too", async () => {
    await root.post("/access/roles", { roleid: "groups", privs: "Group.Allocate" });
    const client = await token(true);
    for (const who of ["ci@pve", "ci@pve!deploy"]) {
      await grant("/", "PVEVMAdmin", who);
      await grant("/access/groups", "groups", who);
    }
    await pasted(client);
  });
});
