import { anonymous, newToken, root, simulators } from "./support";

const start = simulators();

test.each([
  ["7.4", undefined],
  ["9.2", 1],
] as const)("on %s a login's hints for the datacenter say of Sys.Modify %p", async (pve, has) => {
  const simulator = await start(pve);
  const visitor = anonymous(simulator);
  const login = visitor.post("/access/ticket", { username: "root@pam", password: simulator.rootPassword });
  const { cap } = await visitor.data<{ cap: { dc: Record<string, 1> } }>(login);
  expect(cap.dc["Sys.Audit"]).toBe(1);
  expect(cap.dc["Sys.Modify"]).toBe(has);
});

test.each([
  ["7.4", 403],
  ["9.2", 200],
] as const)("on %s an API token that lists second factors gets %i", async (pve, status) => {
  const admin = await root(await start(pve));
  await admin.data(admin.post("/access/users", { userid: "a@pve" }));
  const client = await newToken(admin, "a@pve", "t1");
  await admin.data(admin.put("/access/acl", { path: "/access", roles: "PVEUserAdmin", users: "a@pve" }));
  for (const path of ["/access/tfa", "/access/tfa/root@pam"]) {
    expect((await client.get(path)).status).toBe(status);
    expect((await admin.get(path)).status).toBe(200);
  }
});
