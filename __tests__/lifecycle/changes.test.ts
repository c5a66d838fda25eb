import { Lab, replaced } from "../support/lab";
import { eachTool } from "../support/tools";

const PRIVILEGES = ["VM.Audit", "VM.Clone"];

/** The chapters of one story: each begins where the one before ended. */
eachTool("changes in place", (tool) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start(tool, { role: { privileges: PRIVILEGES } });
    await lab.deploy();
  });
  afterAll(() => lab.stop());

  test("one more privilege shows as that privilege, and touches nothing but the role", async () => {
    const before = lab.pve();
    const token = await lab.token();
    lab.describe({ role: { privileges: [...PRIVILEGES, "VM.Migrate"] } });
    expect((await lab.project.plan()).stdout).toMatch(/\+ +"role opentofu-role VM\.Migrate" += "granted"/);
    await lab.deploy();
    expect(lab.pve()).toEqual({ ...before, roles: { "opentofu-role": [...PRIVILEGES, "VM.Migrate"] } });
    expect(await lab.token()).toBe(token);
  });

  test("settings of user, token and ACL change in place, and the secret stays", async () => {
    const token = await lab.token();
    lab.simulator.clearRequests();
    lab.describe({
      role: { privileges: PRIVILEGES },
      user: { comment: "for the lab", email: "ops@example.org", expires: "2099-01-01" },
      token: { comment: "shared", expires: 4070908800, privilegeSeparation: true },
      acl: [{ path: "/", propagate: false }],
    });
    await lab.deploy();
    expect(lab.simulator.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
    expect(await lab.token()).toBe(token);
    expect(lab.pve()).toMatchObject({
      users: {
        "opentofu@pve": {
          comment: expect.stringMatching(/^for the lab \(cdktf-proxmox-access: /) as string,
          email: "ops@example.org",
          expire: 4070908800,
        },
      },
      tokens: { "opentofu@pve!opentofu-token": { privsep: true, expire: 4070908800 } },
      acl: ["/ opentofu-role token opentofu@pve!opentofu-token 0", "/ opentofu-role user opentofu@pve 0"],
    });
  });

  test("a setting that is described no longer stays in PVE as it is", async () => {
    const before = lab.pve();
    lab.describe({
      role: { privileges: PRIVILEGES },
      token: { privilegeSeparation: true },
      acl: [{ path: "/", propagate: false }],
    });
    await lab.deploy();
    expect(lab.pve()).toEqual(before);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test("switching privilege separation off takes the token's ACL entry along, in one deploy", async () => {
    lab.describe({ role: { privileges: PRIVILEGES } });
    await lab.deploy();
    expect(lab.pve().acl).toEqual(["/ opentofu-role user opentofu@pve 1"]);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test("renaming user, role and token leaves the new ones only", async () => {
    lab.describe({ user: { userid: "tofu@pve" }, role: { roleid: "tofu" }, token: { tokenid: "deploy" } });
    const { stdout } = await lab.project.plan();
    expect(replaced(stdout)).toEqual(expect.arrayContaining(["host3_role", "host3_user", "tfvars"]));
    await lab.deploy();
    const { users, roles, tokens, acl } = lab.pve();
    expect([Object.keys(users), Object.keys(roles), Object.keys(tokens), acl]).toEqual([
      ["tofu@pve"],
      ["tofu"],
      ["tofu@pve!deploy"],
      ["/ tofu user tofu@pve 1"],
    ]);
    expect(await lab.token()).toMatch(/^tofu@pve!deploy=/);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });
});
