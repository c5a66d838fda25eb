import { cp } from "node:fs/promises";
import { join } from "node:path";
import { Lab, contextOf, succeeded } from "../support/lab";
import { STACK, makeProject } from "../support/project";
import { eachTool } from "../support/tools";

eachTool("another machine, with the state alone", (tool) => {
  test("wants just the file, and writes the same secret", async () => {
    const lab = await Lab.start(tool);
    await lab.deploy();
    const other = await makeProject(tool, contextOf(lab.simulator, {}));
    try {
      const state = `terraform.${STACK}.tfstate`;
      await cp(lab.project.path(state), join(other.folder, state));
      const { stdout } = await other.plan();
      expect(stdout).toMatch(/Plan: 1 to add, 0 to change, 0 to destroy/);
      expect(stdout).toMatch(/# local_file\.\S+ will be created/);
      succeeded(await other.apply({}));
      expect(await other.file()).toBe(await lab.project.file());
    } finally {
      await other.dispose();
      await lab.stop();
    }
  });
});
