import { Lab, failed } from "../support/lab";
import { eachTool } from "../support/tools";

eachTool("ownership", (tool) => {
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
    expect(error).toMatch(/user opentofu@pve.*by hand/);
    expect(error).toMatch(/role opentofu-role.*Sys\.Audit/);
    expect(error).toMatch(/adopt/);
    expect(lab.pve()).toEqual(before);
    expect(await lab.project.file()).toBeUndefined();
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
  });

  test("removalPolicy says otherwise", async () => {
    await lab.asRoot("POST", "/access/users", { userid: "opentofu@pve", comment: "by hand" });
    const description = { user: { adopt: true, removalPolicy: "delete" }, role: { removalPolicy: "retain" } };
    lab.describe(description);
    await lab.deploy();
    await lab.destroy();
    expect(lab.pve().users).toEqual({});
    expect(Object.keys(lab.pve().roles)).toEqual(["opentofu-role"]);
  });

  test("ensure: absent removes one object, or all of the cluster", async () => {
    await lab.deploy();
    lab.describe({ token: { ensure: "absent" } });
    await lab.deploy();
    expect(lab.pve()).toMatchObject({ users: { "opentofu@pve": {} }, tokens: {} });
    expect(await lab.project.file()).toBeUndefined();
    lab.describe({ ensure: "absent" });
    await lab.deploy();
    expect(lab.pve()).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
  });

  test("a lost state is no obstacle: what carries our mark is ours", async () => {
    await lab.deploy();
    const before = lab.pve();
    await lab.project.forgetState();
    await lab.deploy();
    expect(lab.pve()).toEqual(before);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });
});
