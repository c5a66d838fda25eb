import { cp } from "node:fs/promises";
import { join } from "node:path";
import { type Finished, start } from "../../tools/processes";
import { authenticates } from "../support/authenticates";
import { Lab, contextOf, failed, succeeded } from "../support/lab";
import { type Environment, type Project, STACK, makeProject } from "../support/project";
import { eachTool } from "../support/tools";

eachTool('reconcile: "always"', (tool) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start(tool, { reconcile: "always" });
    await lab.deploy();
  });
  afterAll(() => lab.stop());

  test("repairs what was changed by hand, and leaves the secret alone", async () => {
    const before = { token: await lab.token(), pve: lab.pve() };
    await lab.asRoot("PUT", "/access/roles/opentofu-role", { privs: "VM.Audit" });
    await lab.asRoot("PUT", "/access/users/opentofu@pve", { enable: "0", email: "x@example.org" });
    await lab.asRoot("PUT", "/access/users/opentofu@pve/token/opentofu-token", { privsep: "1" });
    await lab.asRoot("PUT", "/access/acl", {
      path: "/",
      roles: "opentofu-role",
      users: "opentofu@pve",
      delete: "1",
    });
    await lab.deploy();
    expect({ token: await lab.token(), pve: lab.pve() }).toEqual(before);
  });

  test("issues a token again that was deleted by hand: the deploy that finds it says so, the next one does it", async () => {
    const token = await lab.token();
    await lab.asRoot("DELETE", "/access/users/opentofu@pve/token/opentofu-token");
    lab.describe({ reconcile: "always" });
    expect(failed(await lab.project.apply(lab.login))).toMatch(/opentofu-token.*deploy again/i);
    lab.describe({ reconcile: "always" });
    await lab.deploy();
    expect(await lab.token()).not.toBe(token);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    const again = await lab.token();
    lab.describe({ reconcile: "always" });
    await lab.deploy();
    expect(await lab.token()).toBe(again);
  });

  test("issues it again in one deploy, from a fresh checkout too, when `drift --reissue` has looked before", async () => {
    await lab.asRoot("DELETE", "/access/users/opentofu@pve/token/opentofu-token");
    const other = await makeProject(tool, contextOf(lab.simulator, { reconcile: "always" }));
    try {
      const state = `terraform.${STACK}.tfstate`;
      await cp(lab.project.path(state), join(other.folder, state));
      const looked = await driftOf(other, lab.login);
      expect(looked).toMatchObject({ exitCode: 2, stdout: expect.stringContaining("The next deploy makes") });
      other.configure(contextOf(lab.simulator, { reconcile: "always" }));
      succeeded(await other.apply(lab.login));
      const [, token] = /api_token\s*= "([^"]+)"/.exec((await other.file()) ?? "") ?? [];
      expect(await authenticates(lab.simulator, token)).toBe(true);
      expect(await driftOf(other, lab.login)).toMatchObject({ exitCode: 0 });
    } finally {
      await other.dispose();
    }
  });
});

/** The command line, as a user has it. */
function driftOf({ folder }: Project, environment: Environment): Promise<Finished> {
  const args = [CLI, "drift", "--reissue"];
  return start(process.execPath, args, { cwd: folder, env: { ...process.env, ...environment } }).finished;
}

const CLI = join(__dirname, "..", "..", "dist", "cli.cjs");
