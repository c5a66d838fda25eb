import { authenticates } from "../../support/authenticates";
import { Lab, contextOf, failed, succeeded, tokenIn } from "../../support/lab";
import { type Project, makeProject } from "../../support/project";
import { anyTool } from "../../support/tools";

/** The chapters of one story: a colleague has checked the same project out, and each has a state of their own. */
anyTool("two checkouts of one project, each with a local state", (tool) => {
  let lab: Lab;
  let other: Project;
  beforeAll(async () => {
    lab = await Lab.start(tool);
    other = await makeProject(tool, contextOf(lab.simulator, {}));
    await lab.deploy();
  });
  afterAll(async () => {
    await other.dispose();
    await lab.stop();
  });

  const theirToken = async () => tokenIn(await other.file());

  test("the second one is refused, with the way on, and the first one's token goes on working", async () => {
    const before = lab.pve();
    const error = failed(await other.apply(lab.login));
    expect(error).toMatch(/user opentofu@pve on host3 was made by another Terraform state of this stack/);
    expect(error).toMatch(/one state for both \(a remote backend\).*set `adopt: true`/);
    expect(lab.pve()).toEqual(before);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
  });

  test("adopt takes over: the second one has a token of its own secret, and the first one's is dead", async () => {
    other.configure(contextOf(lab.simulator, { adopt: true }));
    succeeded(await other.apply(lab.login));
    expect(await authenticates(lab.simulator, await theirToken())).toBe(true);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(false);
  });

  test("the first one is the refused one now", async () => {
    const before = lab.pve();
    lab.describe({ user: { email: "ops@example.org" } });
    expect(failed(await lab.project.apply(lab.login))).toMatch(/made by another Terraform state/);
    expect(lab.pve()).toEqual(before);
  });

  test("a destroy of the first one deletes nothing that the second one has taken over", async () => {
    const before = lab.pve();
    lab.describe({});
    expect(await lab.destroy()).toMatch(/user opentofu@pve is kept/);
    expect(lab.pve()).toEqual(before);
    expect(await authenticates(lab.simulator, await theirToken())).toBe(true);
    other.configure(contextOf(lab.simulator, {}));
    succeeded(await other.apply(lab.login));
    expect((await other.plan()).exitCode).toBe(0);
  });

  test("a destroy of the second one leaves nothing", async () => {
    succeeded(await other.destroy(lab.login));
    expect(lab.pve()).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
  });
});
