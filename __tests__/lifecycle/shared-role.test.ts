import { Lab, contextOf, failed, succeeded } from "../support/lab";
import { type Project, makeProject } from "../support/project";
import { anyTool } from "../support/tools";

const BOTH = ["VM.Audit", "VM.Clone"];
const SHARED = { role: { roleid: "shared", privileges: BOTH } };
const REDUCED = { role: { roleid: "shared", privileges: ["VM.Audit"] } };
const THEIRS = { user: { userid: "ci@pve" }, token: { tokenid: "ci" } };

/** The chapters of one story. */
anyTool("two stacks with the same role", (tool) => {
  let lab: Lab;
  let other: Project;
  beforeAll(async () => {
    lab = await Lab.start(tool, SHARED);
    other = await makeProject(tool, contextOf(lab.simulator, { ...SHARED, ...THEIRS }), "ci-access");
    await lab.deploy();
    succeeded(await other.apply(lab.login));
  });
  afterAll(async () => {
    await other.dispose();
    await lab.stop();
  });

  test("neither may change it, and each is told who holds it", async () => {
    lab.describe(REDUCED);
    expect(failed(await lab.project.apply(lab.login))).toMatch(
      /role shared on host3 is held by others too \(user ci@pve on \/\).* - VM\.Clone/,
    );
    other.configure(contextOf(lab.simulator, { ...REDUCED, ...THEIRS }));
    expect(failed(await other.apply(lab.login))).toMatch(/held by others too \(user opentofu@pve on \/\)/);
    expect(lab.pve().roles).toEqual({ shared: BOTH });
  });

  test("a destroy of the one that made it keeps it, as long as the other one holds it", async () => {
    lab.describe(SHARED);
    expect(await lab.destroy()).toMatch(/role shared is kept: it is still held by user ci@pve on \//);
    expect(lab.pve()).toMatchObject({
      users: { "ci@pve": {} },
      roles: { shared: BOTH },
      acl: ["/ shared user ci@pve 1"],
    });
  });

  test("the other one may change it then", async () => {
    succeeded(await other.apply(lab.login));
    expect(lab.pve().roles).toEqual({ shared: ["VM.Audit"] });
    succeeded(await other.destroy(lab.login));
    expect(lab.pve()).toMatchObject({ users: {}, tokens: {}, acl: [] });
  });
});
