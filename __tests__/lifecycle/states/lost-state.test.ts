import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { authenticates } from "../../support/authenticates";
import { Lab } from "../../support/lab";
import { STACK } from "../../support/project";
import { unnumbered } from "../../support/pve/pve-state";
import { eachTool } from "../../support/tools";

const STATE = `terraform.${STACK}.tfstate`;
const LOCK = `.${STATE}.lock.info`;

/** What a process that was killed leaves beside the state. */
const LOCKED = {
  ID: "00000000-0000-4000-8000-000000000000",
  Operation: "OperationTypeApply",
  Info: "",
  Who: "somebody@elsewhere",
  Version: "1.0.0",
  Created: "2026-01-01T00:00:00Z",
  Path: `../../../${STATE}`,
};

eachTool("a state that a killed run", (tool) => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.start(tool, { token: { privilegeSeparation: true } });
    await lab.deploy();
  });
  afterEach(() => lab.stop());

  /** The next deploy gives the same, with a new secret. */
  async function converges(before: ReturnType<Lab["pve"]>, token: string | undefined): Promise<void> {
    lab.describe({ token: { privilegeSeparation: true } });
    await lab.deploy();
    expect(unnumbered(lab.pve())).toEqual(unnumbered(before));
    expect(await authenticates(lab.simulator, token)).toBe(false);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    expect((await lab.project.plan()).exitCode).toBe(0);
    await lab.destroy();
    expect(lab.pve()).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
  }

  test("left empty and locked is made anew", async () => {
    const before = { pve: lab.pve(), token: await lab.token() };
    await writeFile(lab.project.path(STATE), "");
    await writeFile(lab.project.path(LOCK), JSON.stringify(LOCKED));
    await converges(before.pve, before.token);
    expect(await lab.project.file(LOCK)).toBeUndefined();
  });

  test("could only leave as errored.tfstate is made anew, and the secret in there is dead", async () => {
    const before = { pve: lab.pve(), token: await lab.token() };
    const errored = path.join(lab.project.stackFolder, "errored.tfstate");
    await rename(lab.project.path(STATE), errored);
    await converges(before.pve, before.token);
    expect(await readFile(errored, "utf8")).toContain(before.token?.split("=")[1]);
  });
});
