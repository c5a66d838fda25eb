import type { ObjectSpec, RoleSpec } from "../../pve/spec";
import { ACL, type Bench, ROLE, USER, expectGreen, startBench } from "./bench";

const INVENTORY = {
  pools: [{ poolid: "lab" }, { poolid: "prod" }],
  zones: [{ zone: "talos", type: "simple" }],
  vnets: [{ vnet: "nodes", zone: "talos" }],
};

function on(path: string): ObjectSpec {
  return { ...ACL, path };
}

describe("the preflight looks up what ACL paths name", () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await startBench("9.2", { inventory: INVENTORY, nodes: ["host3", "host4"] });
  });

  afterAll(() => bench.simulator.stop());

  it("is content with what is there, and with paths that name nothing", async () => {
    const paths = [
      "/",
      "/pool",
      "/pool/lab",
      "/storage/local",
      "/nodes/host4",
      "/vms/100",
      "/access/realm/pve",
    ];
    const networks = ["/sdn/zones", "/sdn/zones/localnetwork", "/sdn/zones/localnetwork/vmbr0/20"];
    const zones = ["/sdn/zones/talos", "/sdn/zones/talos/nodes", "/mapping"];
    expectGreen(await bench.preflight([USER, ROLE, ...[...paths, ...networks, ...zones].map(on)]));
  });

  it("names everything that is misspelt, each with the nearest name", async () => {
    const paths = ["/pool/labs", "/storage/lokal", "/nodes/host5"];
    const networks = ["/sdn/zones/localnetwork/vmbr1", "/sdn/zones/tallos/node"];
    const { code, err } = await bench.preflight([USER, ROLE, ...[...paths, ...networks].map(on)]);
    expect(code).toBe(1);
    for (const [path, kind, near] of [
      ["/pool/labs", "pool labs", "lab"],
      ["/storage/lokal", "storage lokal", "local"],
      ["/nodes/host5", "node host5", "host3"],
      ["/sdn/zones/localnetwork/vmbr1", "bridge vmbr1", "vmbr0"],
      ["/sdn/zones/tallos/node", "zone tallos", "talos"],
      ["/sdn/zones/tallos/node", "vnet node", "nodes"],
    ]) {
      expect(err).toContain(
        `ACL path ${path ?? ""}: host3 has no ${kind ?? ""}. Did you mean ${near ?? ""}?`,
      );
    }
  });

  it("lists what there is when nothing is near", async () => {
    expect((await bench.preflight([on("/pool/x")])).err).toContain("host3 has no pool x, only lab, prod.");
  });

  it("only warns when the login may not see what there is", async () => {
    const client = await bench.login();
    await client.post("/access/users", { userid: "ci@pve" });
    await client.post("/access/roles", {
      roleid: "access-bootstrap",
      privs: "Realm.AllocateUser,User.Modify,Sys.Modify,Sys.Audit",
    });
    await client.post("/access/roles", { roleid: "acl-bootstrap", privs: "Permissions.Modify" });
    await client.put("/access/acl", { path: "/access", roles: "access-bootstrap", users: "ci@pve" });
    await client.put("/access/acl", { path: "/pool", roles: "acl-bootstrap", users: "ci@pve" });
    const token = await client.post<{ value: string }>("/access/users/ci@pve/token/deploy", { privsep: 0 });
    bench.environment["PROXMOX_VE_API_TOKEN"] = `ci@pve!deploy=${token.value}`;
    const { code, err } = await bench.preflight([USER, ROLE, on("/pool/labs")]);
    delete bench.environment["PROXMOX_VE_API_TOKEN"];
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(
        /^Warning: ACL path \/pool\/labs: whether host3 has a pool labs could not be checked/,
      ),
    });
  });
});

describe("the preflight looks at the entries that are there", () => {
  const small: RoleSpec = { ...ROLE, roleid: "small", privileges: { list: ["VM.Audit"] } };
  const below: ObjectSpec = { ...ACL, path: "/vms", roleid: "small" };

  it("warns of an entry that would take away what its user has", async () => {
    const bench = await startBench("9.2");
    try {
      await bench.prepare();
      const { code, err } = await bench.preflight([USER, small, below]);
      expect(code).toBe(0);
      expect(err).toContain(
        "the ACL entry on /vms (small) takes from user opentofu@pve what / gives: VM.Clone",
      );
      const deployed = { [`host3 acl / ${ROLE.roleid} user ${USER.userid}`]: "deployed" };
      const leaving = await bench.preflight([small, below], deployed);
      expect(leaving.err).not.toContain("takes from");
    } finally {
      await bench.simulator.stop();
    }
  });
});
