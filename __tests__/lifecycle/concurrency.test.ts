import type { Tool } from "../../tools/toolchain";
import { authenticates } from "../support/authenticates";
import { Lab, contextOf, failed, succeeded, tokenIn } from "../support/lab";
import { makeProject } from "../support/project";
import { anyTool, eachTool } from "../support/tools";

let lab: Lab;
afterEach(() => lab.stop());

function beginWith(tool: Tool): void {
  beforeEach(async () => {
    lab = await Lab.start(tool, { token: { privilegeSeparation: true } });
  });
}

eachTool("at the same time", (tool) => {
  beginWith(tool);

  test("two deploys of one project: one goes through, and nothing is made twice", async () => {
    const both = await Promise.all([lab.project.apply(lab.login), lab.project.apply(lab.login)]);
    const refused = both.filter(({ exitCode }) => exitCode !== 0);
    for (const { stderr } of refused) expect(stderr).toMatch(/state lock/);
    expect(refused.length).toBeLessThan(2);
    await lab.deploy();
    expect((await lab.project.plan()).exitCode).toBe(0);
    expect(Object.keys(lab.pve().tokens)).toEqual(["opentofu@pve!opentofu-token"]);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
  });
});

anyTool("at the same time on one cluster", (tool) => {
  beginWith(tool);

  test("a held lock of the cluster's file system is waited for, by every provisioner", async () => {
    lab.simulator.faults.on({ method: "POST" }, { lock: true, times: 3 });
    lab.simulator.faults.on({ method: "PUT" }, { lock: true, times: 3 });
    await lab.deploy();
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
  });

  test("two checkouts of one project, each with a state of its own: one goes through, and its token works", async () => {
    const other = await makeProject(tool, contextOf(lab.simulator, { token: { privilegeSeparation: true } }));
    try {
      const results = await Promise.all([lab.project.apply(lab.login), other.apply(lab.login)]);
      const refused = results.filter(({ exitCode }) => exitCode !== 0);
      expect(refused).toHaveLength(1);
      expect(failed(refused[0]!)).toMatch(/made by another Terraform state of this stack/);
      const file = results[0].exitCode === 0 ? await lab.project.file() : await other.file();
      expect(await authenticates(lab.simulator, tokenIn(file))).toBe(true);
    } finally {
      await other.dispose();
    }
  });

  test("two stacks on one cluster, with names of their own, leave each other alone", async () => {
    const names = { user: { userid: "other@pve" }, role: { roleid: "other" }, token: { tokenid: "other" } };
    const other = await makeProject(tool, contextOf(lab.simulator, names));
    try {
      const results = await Promise.all([lab.project.apply(lab.login), other.apply(lab.login)]);
      results.forEach(succeeded);
      expect(Object.keys(lab.pve().tokens)).toEqual(["opentofu@pve!opentofu-token", "other@pve!other"]);
      succeeded(await other.destroy(lab.login));
      expect(Object.keys(lab.pve().users)).toEqual(["opentofu@pve"]);
      expect((await lab.project.plan()).exitCode).toBe(0);
    } finally {
      await other.dispose();
    }
  });
});
