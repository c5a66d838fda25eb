import { Lab, failed } from "../support/lab";
import { anyTool } from "../support/tools";

const JANE = "jane@ad";
const user = { existing: JANE };
const granted = (path: string) => ({
  identities: {
    look: { user, role: { existing: "PVEAuditor" }, acl: [{ path }] },
    ci: { user, privileges: ["VM.Audit"], token: { privilegeSeparation: true } },
  },
});

/** The chapters of one story. */
anyTool("users and roles that exist already", (tool) => {
  let lab: Lab;
  let before: ReturnType<Lab["pve"]>;
  beforeAll(async () => {
    lab = await Lab.start(tool, granted("/vms"));
    await lab.asRoot("POST", "/access/domains", {
      realm: "ad",
      type: "ad",
      domain: "x.org",
      server1: "dc.x.org",
    });
    await lab.asRoot("POST", "/access/users", { userid: JANE, comment: "Jane", email: "jane@x.org" });
    await lab.asRoot("POST", "/access/roles", { roleid: "theirs", privs: "VM.Audit,VM.Clone" });
    await lab.asRoot("PUT", "/access/acl", { path: "/", roles: "theirs", users: JANE });
    before = lab.pve();
  });
  afterAll(() => lab.stop());

  test("are granted and used, and nothing of them is changed", async () => {
    await lab.deploy();
    expect(lab.pve()).toMatchObject({ users: before.users, roles: { theirs: ["VM.Audit", "VM.Clone"] } });
    expect(lab.pve().acl).toEqual([
      "/ ci-role token jane@ad!ci-token 1",
      "/ theirs user jane@ad 1",
      "/vms PVEAuditor user jane@ad 1",
    ]);
    expect(await lab.project.file("ci.tfvars")).toMatch(/"jane@ad!ci-token=[0-9a-f-]{36}"/);
    expect((await lab.project.plan(lab.login)).exitCode).toBe(0);
  });

  test("a change is made in place, and one that names nobody is refused before it", async () => {
    lab.describe(granted("/storage"));
    await lab.deploy();
    expect(lab.pve().acl).toContain("/storage PVEAuditor user jane@ad 1");
    expect(lab.pve().acl).not.toContain("/vms PVEAuditor user jane@ad 1");
    const now = lab.pve();
    lab.describe({ user: { existing: "jan@ad" }, role: { existing: "PVEAuditr" } });
    const error = failed(await lab.project.apply(lab.login));
    expect(error).toMatch(/has no role PVEAuditr, and none is described. Did you mean PVEAuditor\?/);
    expect(error).toMatch(/has no user jan@ad, and none is described. Did you mean jane@ad\?/);
    expect(lab.pve()).toEqual(now);
  });

  test("what was made here is left to others when it is named as existing", async () => {
    lab.describe({ ...granted("/storage"), user: { userid: "mine@pve" } });
    await lab.deploy();
    const further = { user: { existing: "mine@pve" }, acl: [] };
    lab.describe({ identities: { ...granted("/storage").identities, further } });
    expect(await lab.deploy()).toMatch(
      /user mine@pve is kept: the description names it as one that exists already/,
    );
    expect(Object.keys(lab.pve().users)).toEqual([JANE, "mine@pve"]);
    expect(Object.keys(lab.pve().tokens)).toContain("mine@pve!further-token");
  });

  test("a destroy leaves them as they were", async () => {
    await lab.destroy();
    const { users, ...rest } = lab.pve();
    expect(rest).toEqual({ roles: before.roles, acl: before.acl, tokens: {} });
    expect(users).toMatchObject(before.users);
  });
});
