import { Lab, failed } from "../support/lab";
import { anyTool } from "../support/tools";

const team = { comment: "Lab", privileges: ["VM.Audit"], acl: [{ path: "/pool/lab" }] };
const ci = { user: { groups: ["lab-team", "staff"] }, acl: [] };

/** The chapters of one story. */
anyTool("groups", (tool) => {
  let lab: Lab;
  const groups = () =>
    lab.simulator.snapshot().groups.map(({ groupid, users }) => `${groupid}: ${users.join(" ")}`);
  beforeAll(async () => {
    lab = await Lab.start(
      tool,
      { groups: { "lab-team": team }, identities: { ci } },
      { inventory: { pools: [{ poolid: "lab" }] } },
    );
    await lab.asRoot("POST", "/access/groups", { groupid: "staff", comment: "by hand" });
    await lab.asRoot("PUT", "/access/acl", { path: "/vms", roles: "PVEAuditor", groups: "staff" });
  });
  afterAll(() => lab.stop());

  test("an identity has what its groups have, of which one is made", async () => {
    expect(await lab.deploy()).toMatch(/group lab-team: created/);
    expect(groups()).toEqual(["lab-team: ci@pve", "staff: ci@pve"]);
    expect(lab.pve().acl).toEqual([
      "/pool/lab lab-team-role group lab-team 1",
      "/vms PVEAuditor group staff 1",
    ]);
    expect((await lab.project.plan(lab.login)).exitCode).toBe(0);
  });

  test("a change is made in place, and an unknown group refused before it", async () => {
    const changed = { ...team, comment: "Laboratory" };
    lab.describe({
      groups: { "lab-team": changed },
      identities: { ci: { ...ci, user: { groups: ["lab-team"] } } },
    });
    const output = await lab.deploy();
    expect(output).toMatch(/group lab-team: comment/);
    expect(output).toMatch(/user ci@pve: groups/);
    expect(groups()).toEqual(["lab-team: ci@pve", "staff: "]);
    lab.describe({
      groups: { "lab-team": changed },
      identities: { ci: { ...ci, user: { groups: ["staf"] } } },
    });
    expect(failed(await lab.project.apply(lab.login))).toMatch(
      /user ci@pve: host3 has no group staf, and none is described. Did you mean staff\?/,
    );
    expect(groups()).toEqual(["lab-team: ci@pve", "staff: "]);
  });

  test("a destroy takes away what was made, and leaves the other one as it was", async () => {
    lab.describe({ groups: { "lab-team": team }, identities: { ci } });
    await lab.deploy();
    await lab.destroy();
    expect(groups()).toEqual(["staff: "]);
    expect(lab.pve()).toEqual({ users: {}, roles: {}, tokens: {}, acl: ["/vms PVEAuditor group staff 1"] });
  });
});
