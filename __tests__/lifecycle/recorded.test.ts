import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { authenticates } from "../support/authenticates";
import { secretFiles } from "../crashes/situation";
import { Lab } from "../support/lab";
import { STACK } from "../support/project";
import { eachTool } from "../support/tools";

/** Takes resources out of the state, as if Terraform had been killed before it came to them. */
async function forget({ project }: Lab, names: RegExp): Promise<void> {
  const file = project.path(`terraform.${STACK}.tfstate`);
  const state = JSON.parse(await readFile(file, "utf8")) as { resources: { name: string }[] };
  const resources = state.resources.filter(({ name }) => !names.test(name));
  await writeFile(file, JSON.stringify({ ...state, resources }));
}

/** Terraform writes a resource into its state before the provisioner has run, so a kill may leave it there, and nothing in PVE. */
eachTool("a state that holds what was never done", (tool) => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.start(tool, { token: { privilegeSeparation: true } });
  });
  afterEach(() => lab.stop());

  test("objects and secret are made by the next deploy", async () => {
    const nothing = lab.simulator.checkpoint();
    await lab.deploy();
    const done = lab.pve();
    nothing();
    await forget(lab, /confirmed|secret|proof|^tfvars|^guard_[0-9A-F]+$/);
    await lab.deploy();
    expect(lab.pve()).toEqual(done);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test("a change is made by the next deploy", async () => {
    await lab.deploy();
    const former = lab.simulator.checkpoint();
    const token = await lab.token();
    const changed = { user: { comment: "new" }, token: { privilegeSeparation: true, comment: "new" } };
    lab.describe(changed);
    await lab.deploy();
    const done = lab.pve();
    former();
    await forget(lab, /settings-confirmed|proof/);
    await lab.deploy();
    expect(lab.pve()).toEqual(done);
    expect(await lab.token()).toBe(token);
  });

  test("what was not proven is proven, and its secret does not stay in a file of its own", async () => {
    await lab.deploy();
    const folder = join(lab.project.stackFolder, ".secrets", secretFolder(await lab.project.file(CDK)));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "1"), "left");
    await forget(lab, /proof_confirmed|^tfvars|^guard_[0-9A-F]+$/);
    await lab.deploy();
    expect(secretFiles(lab)).toEqual([]);
  });
});

const CDK = join("cdktf.out", "stacks", STACK, "cdk.tf.json");

function secretFolder(stack = ""): string {
  return /\.secrets\/([0-9a-f]+)/.exec(stack)?.[1] ?? "";
}
