/** `diff` and `status` before and after a real deploy: they find the secrets in whatever file they were written. */
import type { Command, CommanderError } from "commander";
import { diffCommand } from "../../cli/diff";
import { statusCommand } from "../../cli/status";
import type { StatusDocument } from "../../cli/status/json";
import type { Surroundings } from "../../cli/terminal";
import { Lab } from "../support/lab";
import { eachTool } from "../support/tools";

interface Answer {
  readonly said: readonly string[];
  readonly exitCode: unknown;
}

async function run(
  lab: Lab,
  commandOf: (surroundings: Surroundings) => Command,
  ...words: readonly string[]
): Promise<Answer> {
  const before = process.exitCode;
  let said = "";
  const write = (text: string) => (said += text);
  const command = commandOf({ environment: lab.login, stdout: { write }, stderr: { write } });
  let failed: number | undefined;
  await command
    .exitOverride()
    .parseAsync(["--output", lab.project.path("cdktf.out"), ...words], { from: "user" })
    .catch((error: unknown) => (failed = (error as CommanderError).exitCode));
  const exitCode = failed ?? process.exitCode;
  process.exitCode = before;
  return { said: said.trim().split("\n"), exitCode };
}

eachTool("diff and status", (tool) => {
  test("say what a deploy does, then that it is done, then what others have changed, and whose secret is dead", async () => {
    const csi = {
      profile: "kubernetes-csi",
      outputs: { csi: { path: "out/csi.yaml" }, env: { flavor: ["bpg", "ansible"] } },
    };
    const lab = await Lab.start(tool, { role: {}, token: { expires: "90d" }, identities: { csi } });
    const tried = () =>
      lab.simulator.requests
        .filter(({ identity, path }) => path === "/version" && identity?.includes("!") === true)
        .map(({ identity }) => identity)
        .sort();
    try {
      const first = await run(lab, diffCommand);
      expect(first.said).toHaveLength(9);
      expect(first.said).toContain("host3  user csi@pve                          + created");
      expect(first.said.at(-1)).toBe("8 changes. The next deploy does this.");
      await lab.deploy();
      lab.simulator.clearRequests();
      expect(await run(lab, diffCommand)).toEqual({
        said: ["host3  all 8 objects are as described"],
        exitCode: 0,
      });
      expect(tried()).toEqual(["csi@pve!csi-token", "csi@pve!csi-token", "opentofu@pve!opentofu-token"]);
      const { said, exitCode } = await run(lab, statusCommand, "--json");
      const { clusters } = JSON.parse(said.join("\n")) as StatusDocument;
      expect(clusters[0]?.identities).toEqual([
        { identity: "csi@pve!csi-token", isThere: true, expires: "never", works: true },
        {
          identity: "opentofu@pve!opentofu-token",
          isThere: true,
          expires: expect.stringMatching(/^20.*Z$/),
          daysLeft: expect.any(Number),
          issued: expect.stringMatching(/^20.*Z$/),
          ageDays: 0,
          works: true,
        },
      ]);
      // Whole days: in the second of the deploy, all 90 are left.
      expect([89, 90]).toContain(clusters[0]?.identities[1]?.daysLeft);
      expect(exitCode).toBe(0);
      await lab.asRoot("PUT", "/access/users/csi@pve/token/csi-token", { regenerate: "1" });
      await lab.asRoot("PUT", "/access/users/opentofu@pve", { comment: "mine" });
      expect(await run(lab, diffCommand)).toEqual({
        said: [
          'host3  user opentofu@pve  ~ comment: "mine" -> "mine (cdktf-proxmox-access: proxmox-access/host3, …)"',
          expect.stringMatching(/! token csi@pve!csi-token: PVE refuses the secret in host3-csi\.env,/),
          expect.stringMatching(/! token csi@pve!csi-token: PVE refuses the secret in out\/csi\.yaml,/),
          "host3  What its tokens may do is compared once all is as described.",
          "1 change, 2 faults. Do what the lines with ! say, and run this again.",
        ],
        exitCode: 2,
      });
      expect((await run(lab, statusCommand)).said).toEqual([
        expect.stringMatching(/^CLUSTER .* AGE +WORKS +DIFFERS$/),
        expect.stringMatching(/^host3 .* csi@pve!csi-token +never +- +no +3$/),
        expect.stringMatching(/^host3 .* opentofu@pve!opentofu-token +in (89|90) days +0 days +yes +3$/),
        "host3  What its tokens may do is compared once all is as described.",
        "What differs, and what to do about it: npx cdktf-proxmox-access diff",
      ]);
    } finally {
      await lab.stop();
    }
  });
});
