import { login, root, simulators, summary } from "./support";

const start = simulators();

const INVENTORY = { guests: [{ vmid: 100, name: "a" }] };
const CONFIG = "/nodes/pve/qemu/100/config";

describe.each(["7.4", "8.4", "9.2"] as const)("a guest, on %s", (pve) => {
  test("has a boot order that asks for a right on the whole cluster", async () => {
    const simulator = await start(pve, { inventory: INVENTORY });
    simulator.addUser({ userid: "a@pve", password: "secret-a" });
    const [admin, user] = [await root(simulator), await login(simulator, "a@pve", "secret-a")];
    const role = { path: "/vms", roles: "PVEVMAdmin", users: "a@pve" };
    await admin.data(admin.put("/access/acl", role));
    expect((await user.put(CONFIG, { onboot: 1 })).status).toBe(200);
    expect(summary(await user.put(CONFIG, { startup: "order=1" }))).toBe(
      "403 Permission check failed (/, Sys.Modify)",
    );
    expect((await admin.put(CONFIG, { startup: "order=1" })).status).toBe(200);
    expect(summary(await admin.put("/nodes/pve/qemu/101/config", { onboot: 1 }))).toBe(
      "500 Configuration file 'nodes/pve/qemu-server/101.conf' does not exist",
    );
  });

  test("becomes an HA resource once, by who has a right on the whole cluster", async () => {
    const simulator = await start(pve, { inventory: INVENTORY });
    simulator.addUser({ userid: "a@pve", password: "secret-a" });
    const [admin, user] = [await root(simulator), await login(simulator, "a@pve", "secret-a")];
    const path = "/cluster/ha/resources";
    await admin.data(admin.put("/access/acl", { path: "/nodes", roles: "PVESysAdmin", users: "a@pve" }));
    expect(summary(await user.post(path, { sid: "vm:100" }))).toBe(
      "403 Permission check failed (/, Sys.Console)",
    );
    expect((await admin.post(path, { sid: "100" })).status).toBe(200);
    expect(summary(await admin.post(path, { sid: "vm:100" }))).toBe(
      "500 create resource failed: resource ID 'vm:100' already defined",
    );
    expect(await admin.data(admin.get(path))).toMatchObject([{ sid: "vm:100" }]);
  });
});
