import { login, root, simulators, summary } from "./support";
import type { Client } from "./support";

const start = simulators();

/** The names in a list, by the key that holds them. */
async function names(client: Client, path: string, key: string, query = {}): Promise<unknown[]> {
  const items = await client.data<Record<string, unknown>[]>(client.get(path, query));
  return items.map((item) => item[key]);
}

describe("a node's network", () => {
  test("hides the bridges that a caller has no right to, whatever is asked for, since 8", async () => {
    const seen = async (pve: "7.4" | "8.4" | "9.2"): Promise<unknown[]> => {
      const simulator = await start(pve);
      simulator.addUser({ userid: "a@pve", password: "secret" });
      return names(await login(simulator, "a@pve", "secret"), "/nodes/pve/network", "iface");
    };
    expect(await seen("9.2")).toEqual(["eno1"]);
    expect(await seen("8.4")).toEqual(["eno1"]);
    expect(await seen("7.4")).toEqual(["eno1", "vmbr0"]);
  });

  test("shows a bridge to who has a right to one of its VLANs", async () => {
    const simulator = await start("9.2");
    simulator.addUser({ userid: "a@pve", password: "secret" });
    const [admin, user] = [await root(simulator), await login(simulator, "a@pve", "secret")];
    const path = "/sdn/zones/localnetwork/vmbr0/42";
    await admin.data(admin.put("/access/acl", { path, roles: "PVESDNUser", users: "a@pve" }));
    expect(await names(user, "/nodes/pve/network", "iface", { type: "bridge" })).toEqual(["vmbr0"]);
  });
});

test("SDN zones and VNets are shown to who audits or allocates them, and not to who only uses them", async () => {
  const simulator = await start("9.2", {
    inventory: { zones: [{ zone: "z1", type: "simple" }], vnets: [{ vnet: "v1", zone: "z1" }] },
  });
  simulator.addUser({ userid: "a@pve", password: "secret" });
  const [admin, user] = [await root(simulator), await login(simulator, "a@pve", "secret")];
  const lists = async (): Promise<unknown[][]> => [
    await names(user, "/cluster/sdn/zones", "zone"),
    await names(user, "/cluster/sdn/vnets", "vnet"),
    await names(user, "/cluster/resources", "sdn", { type: "sdn" }),
  ];
  await admin.data(admin.post("/access/roles", { roleid: "R", privs: "SDN.Use" }));
  await admin.data(admin.put("/access/acl", { path: "/sdn/zones", roles: "R", users: "a@pve" }));
  expect(await lists()).toEqual([[], [], []]);
  await admin.data(admin.put("/access/roles/R", { privs: "SDN.Allocate" }));
  expect(await lists()).toEqual([["z1"], ["v1"], []]);
  await admin.data(admin.put("/access/roles/R", { privs: "SDN.Audit" }));
  expect(await lists()).toEqual([["z1"], ["v1"], ["z1"]]);
});

test("storages are listed for who allocates space, and among the resources for who audits", async () => {
  const simulator = await start("9.2");
  simulator.addUser({ userid: "a@pve", password: "secret" });
  const [admin, user] = [await root(simulator), await login(simulator, "a@pve", "secret")];
  await admin.data(admin.post("/access/roles", { roleid: "R", privs: "Datastore.AllocateSpace" }));
  await admin.data(admin.put("/access/acl", { path: "/storage/local", roles: "R", users: "a@pve" }));
  const resources = { type: "storage" };
  expect(await names(user, "/storage", "storage")).toEqual(["local"]);
  expect(await names(user, "/cluster/resources", "storage", resources)).toEqual([]);
  await admin.data(admin.put("/access/roles/R", { privs: "Datastore.Audit" }));
  expect(await names(user, "/cluster/resources", "storage", resources)).toEqual(["local"]);
});

test("a VM is in one pool only, the first that names it", async () => {
  const pools = [
    { poolid: "b", vms: [100, 101] },
    { poolid: "a", vms: [100] },
  ];
  const admin = await root(await start("9.2", { inventory: { pools } }));
  const members = async (poolid: string): Promise<unknown> => {
    const [pool] = await admin.data<{ members: { vmid: number }[] }[]>(admin.get("/pools", { poolid }));
    return pool?.members.map(({ vmid }) => vmid);
  };
  expect([await members("a"), await members("b")]).toEqual([[100], [101]]);
});

describe("PVE 7", () => {
  test("knows nothing of SDN as it is installed, and does where there are zones", async () => {
    const without = await root(await start("7.4"));
    for (const list of ["zones", "vnets"]) {
      expect(summary(await without.get(`/cluster/sdn/${list}`))).toBe(
        `501 Method 'GET /cluster/sdn/${list}' not implemented`,
      );
    }
    const having = await root(await start("7.4", { inventory: { zones: [{ zone: "z1", type: "simple" }] } }));
    expect(await names(having, "/cluster/sdn/zones", "zone")).toEqual(["z1"]);
    expect(await names(having, "/cluster/sdn/vnets", "vnet")).toEqual([]);
  });

  test("lists pools without being asked for one", async () => {
    const inventory = { pools: [{ poolid: "p" }] };
    const [old, current] = [await start("7.4", { inventory }), await start("8.4", { inventory })];
    expect(await names(await root(current), "/pools", "poolid", { poolid: "p" })).toEqual(["p"]);
    const admin = await root(old);
    expect(await names(admin, "/pools", "poolid")).toEqual(["p"]);
    const refused = await admin.get("/pools", { poolid: "p" });
    expect(refused).toMatchObject({
      status: 400,
      json: { errors: { poolid: expect.any(String) as string } },
    });
  });
});
