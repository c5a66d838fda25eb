import { Lab, failed } from "../support/lab";
import { eachTool } from "../support/tools";

/** The chapters of one story: each begins where the one before ended. */
eachTool("what is taken out of the description", (tool) => {
  let lab: Lab;
  const readers = { readers: { profile: "plan-readonly" } };
  beforeAll(async () => {
    lab = await Lab.start(tool, { acl: [{ path: "/" }, { path: "/vms" }], identities: readers });
    await lab.deploy();
  });
  afterAll(() => lab.stop());

  test("an ACL path is taken away, and the plan says which", async () => {
    lab.describe({ acl: [{ path: "/" }], identities: readers });
    const { stdout } = await lab.project.plan();
    expect(stdout).toMatch(/- +"acl \/vms opentofu-role user opentofu@pve" /);
    await lab.deploy();
    expect(lab.pve().acl).toContain("/ opentofu-role user opentofu@pve 1");
    expect(lab.pve().acl.filter((entry) => entry.startsWith("/vms "))).toEqual([]);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test("an identity is taken away with all that is its own, and the file with it", async () => {
    expect(await lab.project.file("readers.tfvars")).toContain("readers@pve!readers-token=");
    lab.describe({ acl: [{ path: "/" }] });
    expect((await lab.project.plan()).stdout).toMatch(/- +"user readers@pve" /);
    await lab.deploy();
    expect(Object.keys(lab.pve().users)).toEqual(["opentofu@pve"]);
    expect(Object.keys(lab.pve().roles)).toEqual(["opentofu-role"]);
    expect(lab.pve().acl).toEqual(["/ opentofu-role user opentofu@pve 1"]);
    expect(await lab.project.file("readers.tfvars")).toBeUndefined();
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test("is not taken away with a login that may not, and nothing else is changed then", async () => {
    lab.simulator.addUser({ userid: "guest@pve", password: "guest-password" });
    const before = lab.pve();
    lab.describe({ acl: [{ path: "/pool" }] });
    const login = { PROXMOX_VE_USERNAME: "guest@pve", PROXMOX_VE_PASSWORD: "guest-password" };
    expect(failed(await lab.project.apply(login))).toMatch(/Permissions\.Modify on \//);
    expect(lab.pve()).toEqual(before);
  });

  test("what somebody has deleted already is no obstacle", async () => {
    await lab.asRoot("PUT", "/access/acl", {
      path: "/",
      roles: "opentofu-role",
      users: "opentofu@pve",
      delete: "1",
    });
    lab.describe({ acl: [{ path: "/vms" }] });
    await lab.deploy();
    expect(lab.pve().acl).toEqual(["/vms opentofu-role user opentofu@pve 1"]);
  });

  test("one that was edited by hand is taken away all the same", async () => {
    const before = { identities: readers, acl: [{ path: "/vms" }] };
    lab.describe(before);
    await lab.deploy();
    await lab.asRoot("PUT", "/access/users/readers@pve", { comment: "mine now", email: "x@example.org" });
    await lab.asRoot("PUT", "/access/roles/readers-role", { privs: "VM.Audit" });
    lab.describe({ acl: [{ path: "/vms" }] });
    const output = await lab.deploy();
    expect(Object.keys(lab.pve().tokens)).toEqual(["opentofu@pve!opentofu-token"]);
    expect(output).toMatch(/user readers@pve is kept: its comment does not say that we made it/);
    expect(lab.pve().users["readers@pve"]?.comment).toBe("mine now");
    expect(Object.keys(lab.pve().roles)).toEqual(["opentofu-role"]);
  });
});
