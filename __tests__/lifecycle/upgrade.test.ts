import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { authenticates } from "../support/authenticates";
import { makeAuthority } from "../support/certificates";
import { type ClusterContext, Lab, failed } from "../support/lab";
import { anyTool } from "../support/tools";

anyTool("an upgrade from PVE 8 to 9", (tool) => {
  let lab: Lab;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "upgrade-"));
  });
  afterEach(async () => {
    await lab.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function deployThenUpgrade(cluster: ClusterContext): Promise<void> {
    const authority = await makeAuthority();
    const certificate = { ...(await authority.issue(["127.0.0.1"])), ca: authority.certificate };
    const stateFile = path.join(folder, "pve.json");
    lab = await Lab.start(tool, cluster, { pve: "8.4", certificate, stateFile });
    await lab.deploy();
    await lab.upgrade("9.2");
  }

  test('is noticed with reconcile: "always": one deploy, no edit', async () => {
    await deployThenUpgrade({ reconcile: "always" });
    const before = lab.pve();
    expect(before.roles["opentofu-role"]).toHaveLength(15);
    await lab.deploy();
    expect(lab.pve()).toEqual({
      ...before,
      roles: { "opentofu-role": [...before.roles["opentofu-role"]!, "VM.GuestAgent.Audit"].sort() },
    });
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
  });

  test("is noticed with another pveVersion, whose plan names what comes and goes", async () => {
    const identities = { ci: { profile: "kubernetes-ccm", parameters: { node: "pve" } } };
    const described = { user: {}, acl: [{}], identities };
    await deployThenUpgrade({ pveVersion: "8.4", ...described });
    expect((await lab.project.plan()).exitCode).toBe(0);
    lab.describe({ pveVersion: "9.2", ...described });
    const { stdout } = await lab.project.plan();
    expect(stdout).toMatch(/- +"role opentofu-role VM\.Monitor" +.*= "granted"/);
    expect(stdout).toMatch(
      /"role opentofu-role profile opentofu-vm" += "resolved for PVE 8\.4" -> "resolved for PVE 9\.2"/,
    );
    expect(stdout).toMatch(/\+ +"role opentofu-role VM\.GuestAgent\.Audit" += "granted"/);
    await lab.deploy();
    expect(lab.pve().roles["opentofu-role"]).toContain("VM.GuestAgent.Audit");
    expect(lab.pve().roles["ci-role-vms"]).toEqual(["VM.Audit", "VM.GuestAgent.Audit"]);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test.each([
    [
      { pveVersion: "8.4" },
      /PVE 9\.2\S* does not know VM\.Monitor \(use VM\.GuestAgent\.Audit or .*write "9\.2", or leave it out/,
    ],
    [
      { role: { profile: "monitoring", add: ["VM.Monitor"] } },
      /PVE 9\.2\S* does not know VM\.Monitor \(use VM\.GuestAgent\.Audit/,
    ],
  ])(
    "what the new version does not know is refused before anything is written: %j",
    async (cluster, fault) => {
      lab = await Lab.start(tool, cluster);
      expect(failed(await lab.project.apply(lab.login))).toMatch(fault);
      expect(lab.pve()).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
    },
  );
});
