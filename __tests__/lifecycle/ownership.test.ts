import { Lab, failed } from "../support/lab";
import { anyTool } from "../support/tools";

anyTool("ownership", (tool) => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.start(tool);
  });
  afterEach(() => lab.stop());

  test("what is not ours stops the deploy before anything is written, with all differences and the way out", async () => {
    await lab.asRoot("POST", "/access/users", { userid: "opentofu@pve", comment: "by hand" });
    await lab.asRoot("POST", "/access/roles", { roleid: "opentofu-role", privs: "VM.Audit,Sys.Audit" });
    const before = lab.pve();
    const error = failed(await lab.project.apply(lab.login));
    expect(error).toMatch(/user opentofu@pve exists and is not ours/);
    expect(error).toMatch(/role opentofu-role.*- Sys\.Audit/);
    expect(error).toMatch(/adopt/);
    expect(lab.pve()).toEqual(before);
    expect(await lab.project.file()).toBeUndefined();
    await lab.destroy();
    expect(lab.pve()).toEqual(before);
  });

  test("adopt takes it over, and destroy retains it", async () => {
    await lab.asRoot("POST", "/access/users", { userid: "opentofu@pve", comment: "by hand" });
    await lab.asRoot("POST", "/access/roles", { roleid: "opentofu-role", privs: "VM.Audit" });
    await lab.asRoot("POST", "/access/users/opentofu@pve/token/opentofu-token", { comment: "old" });
    lab.describe({ adopt: true });
    await lab.deploy();
    expect((await lab.project.plan()).exitCode).toBe(0);
    await lab.destroy();
    expect(Object.keys(lab.pve().users)).toEqual(["opentofu@pve"]);
    expect(Object.keys(lab.pve().tokens)).toEqual(["opentofu@pve!opentofu-token"]);
    expect(Object.keys(lab.pve().roles)).toEqual(["opentofu-role"]);
    expect(lab.pve().acl).toEqual([]);
  });

  test("removalPolicy says otherwise", async () => {
    await lab.asRoot("POST", "/access/users", { userid: "opentofu@pve", comment: "by hand" });
    lab.describe({ user: { adopt: true, removalPolicy: "delete" }, role: { removalPolicy: "retain" } });
    await lab.deploy();
    await lab.destroy();
    expect(lab.pve().users).toEqual({});
    expect(Object.keys(lab.pve().roles)).toEqual(["opentofu-role"]);
  });
});

/** What the user holds already. */
const GRANTS = [
  { path: "/", roles: "theirs" },
  { path: "/storage", roles: "PVEAuditor" },
];

anyTool("an adopted user", (tool) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start(tool, {
      user: { adopt: true },
      role: { roleid: "theirs", privileges: ["VM.Audit"] },
    });
    const user = { userid: "opentofu@pve", comment: "by hand", email: "ops@example.org", groups: "admins" };
    await lab.asRoot("POST", "/access/groups", { groupid: "admins" });
    await lab.asRoot("POST", "/access/users", user);
    await lab.asRoot("POST", "/access/roles", { roleid: "theirs", privs: "VM.Audit" });
    for (const entry of GRANTS) await lab.asRoot("PUT", "/access/acl", { ...entry, users: "opentofu@pve" });
    await lab.deploy();
  });
  afterAll(() => lab.stop());

  test("keeps the e-mail and the groups that the description does not name", () => {
    expect(lab.pve().users["opentofu@pve"]).toMatchObject({ email: "ops@example.org", groups: ["admins"] });
  });

  test("keeps the grants that it had when the description goes to a narrower path", async () => {
    lab.describe({
      user: { adopt: true },
      role: { roleid: "theirs", privileges: ["VM.Audit"] },
      acl: [{ path: "/vms" }],
    });
    await lab.deploy();
    expect(lab.pve().acl).toEqual([
      "/ theirs user opentofu@pve 1",
      "/storage PVEAuditor user opentofu@pve 1",
      "/vms theirs user opentofu@pve 1",
    ]);
  });

  test("has after a destroy what it had before, and nothing of ours", async () => {
    await lab.destroy();
    expect(lab.pve()).toMatchObject({
      users: { "opentofu@pve": { email: "ops@example.org", groups: ["admins"] } },
      roles: { theirs: ["VM.Audit"] },
      tokens: {},
      acl: ["/ theirs user opentofu@pve 1", "/storage PVEAuditor user opentofu@pve 1"],
    });
  });
});
