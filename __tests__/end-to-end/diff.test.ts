/** `diff` after a real deploy: it finds the secrets in whatever file they were written. */
import type { CommanderError } from "commander";
import { diffCommand } from "../../cli/diff";
import { Lab } from "../support/lab";
import { eachTool } from "../support/tools";

async function diff(lab: Lab): Promise<{ readonly said: readonly string[]; readonly exitCode: unknown }> {
  const before = process.exitCode;
  let said = "";
  const write = (text: string) => (said += text);
  const command = diffCommand({ environment: lab.login, stdout: { write }, stderr: { write } });
  let failed: number | undefined;
  await command
    .exitOverride()
    .parseAsync(["--output", lab.project.path("cdktf.out")], { from: "user" })
    .catch((error: unknown) => (failed = (error as CommanderError).exitCode));
  const exitCode = failed ?? process.exitCode;
  process.exitCode = before;
  return { said: said.trim().split("\n"), exitCode };
}

eachTool("diff", (tool) => {
  test("tries the secret in each file, and names those in which it is dead", async () => {
    const csi = {
      profile: "kubernetes-csi",
      outputs: { csi: { path: "out/csi.yaml" }, env: { flavor: ["bpg", "ansible"] } },
    };
    const lab = await Lab.start(tool, { role: {}, identities: { csi } });
    const tried = () =>
      lab.simulator.requests
        .filter(({ identity, path }) => path === "/version" && identity?.includes("!") === true)
        .map(({ identity }) => identity)
        .sort();
    try {
      await lab.deploy();
      lab.simulator.clearRequests();
      expect(await diff(lab)).toEqual({
        said: ["proxmox-access/host3: all 8 objects are as described"],
        exitCode: 0,
      });
      expect(tried()).toEqual(["csi@pve!csi-token", "csi@pve!csi-token", "opentofu@pve!opentofu-token"]);
      await lab.asRoot("PUT", "/access/users/csi@pve/token/csi-token", { regenerate: "1" });
      expect(await diff(lab)).toEqual({
        said: [
          expect.stringMatching(/token csi@pve!csi-token: PVE refuses the secret in host3-csi\.env,/),
          expect.stringMatching(/token csi@pve!csi-token: PVE refuses the secret in out\/csi\.yaml,/),
        ],
        exitCode: 2,
      });
    } finally {
      await lab.stop();
    }
  });
});
