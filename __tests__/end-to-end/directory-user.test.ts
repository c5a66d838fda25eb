import { authenticates } from "../support/authenticates";
import { Lab } from "../support/lab";
import { anyTool } from "../support/tools";

anyTool("a cluster behind a reverse proxy, and a user as a directory names it", (tool) => {
  test("are deployed, written, found as they are, and destroyed", async () => {
    const user = { userid: "jane.doe@example.com@sso" };
    const lab = await Lab.start(
      tool,
      { user, token: { privilegeSeparation: true } },
      { prefix: "/cluster1" },
    );
    try {
      lab.simulator.addRealm({ realm: "sso", type: "openid" });
      await lab.deploy();
      const { port } = lab.simulator;
      expect(await lab.project.file()).toMatch(
        `endpoint     = "https://127.0.0.1:${String(port)}/cluster1"\n`,
      );
      const token = await lab.token();
      expect(token).toMatch(/^jane\.doe@example\.com@sso!opentofu-token=/);
      expect(await authenticates(lab.simulator, token)).toBe(true);
      expect((await lab.project.plan(lab.login)).exitCode).toBe(0);
      await lab.destroy();
      expect(lab.pve()).toEqual({ roles: {}, acl: [], users: {}, tokens: {} });
    } finally {
      await lab.stop();
    }
  });
});
