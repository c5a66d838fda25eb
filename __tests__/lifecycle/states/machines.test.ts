import { cp } from "node:fs/promises";
import { join } from "node:path";
import { authenticates } from "../../support/authenticates";
import { Lab, contextOf, succeeded, tokenIn } from "../../support/lab";
import { type Project, STACK, makeProject } from "../../support/project";
import { eachTool } from "../../support/tools";

/** The chapters of one story. */
eachTool("another machine, with the state alone", (tool) => {
  let lab: Lab;
  let other: Project;
  beforeAll(async () => {
    lab = await Lab.start(tool);
    await lab.deploy();
    other = await makeProject(tool, contextOf(lab.simulator, {}));
    const state = `terraform.${STACK}.tfstate`;
    await cp(lab.project.path(state), join(other.folder, state));
  });
  afterAll(async () => {
    await other.dispose();
    await lab.stop();
  });

  test("wants just the files, writes the same secret and the same CA, and needs no login for it", async () => {
    const { stdout } = await other.plan();
    expect(stdout).toMatch(/Plan: 2 to add, 0 to change, 0 to destroy/);
    expect(stdout.match(/# local_file\.\S+ will be created/g)).toHaveLength(2);
    succeeded(await other.apply({}));
    for (const file of ["terraform.tfvars", "proxmox-ca.pem"])
      expect([file, await other.file(file)]).toEqual([file, await lab.project.file(file)]);
  });

  test("changes and rotates what the first one has made", async () => {
    const role = { privileges: ["VM.Audit"] };
    other.configure(contextOf(lab.simulator, { role, token: { rotation: "2" } }));
    succeeded(await other.apply(lab.login));
    expect(lab.pve().roles).toEqual({ "opentofu-role": ["VM.Audit"] });
    expect(await authenticates(lab.simulator, tokenIn(await other.file()))).toBe(true);
  });

  test("destroys it all", async () => {
    succeeded(await other.destroy(lab.login));
    expect(lab.pve()).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
  });
});
