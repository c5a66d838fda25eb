import { Lab, failed } from "../support/lab";
import { saidBy } from "../support/output";
import { Site } from "../support/site";
import { eachTool } from "../support/tools";

/** The lines that a user reads three times or more. */
function repeated(output: string): string[] {
  const [, applied = output] = output.split(/^Plan: .*$/m);
  const lines = applied.split("\n").map((line) => line.replace(/[│╷╵]/g, "").trim());
  const told = lines.filter((line) => line.length > 30);
  return [...new Set(told.filter((line) => told.filter((other) => other === line).length > 2))];
}

eachTool("what a deploy of two clusters says", (tool) => {
  let site: Site<"host3" | "nuc">;
  beforeAll(async () => {
    site = await Site.start(tool, ["host3", "nuc"]);
  });
  afterAll(() => site.stop());

  test("is what it made, and at its end which file, for which clusters, and what comes next", async () => {
    const output = await site.deploy();
    const said = saidBy(output);
    expect(said.filter((line) => line.startsWith("nuc  "))).toEqual([
      "nuc  user opentofu@pve: created",
      expect.stringMatching(/^nuc {2}role opentofu-role: created with /),
      "nuc  token opentofu@pve!opentofu-token: created",
      "nuc  acl / opentofu-role for opentofu@pve: granted",
    ]);
    expect(said.slice(-4)).toEqual([
      "terraform.tfvars  written for host3, nuc",
      expect.stringMatching(/^The Terraform state holds the token secrets too: /),
      expect.stringMatching(/ssh-copy-id root@host3; ssh-copy-id root@nuc$/),
      expect.stringMatching(/ host3, nuc: export SSL_CERT_FILE='\/.*\/proxmox-ca\.pem'$/),
    ]);
    expect(repeated(output)).toEqual([]);
  });

  test("is one error, told by Terraform as it comes and at its end", async () => {
    site.describe({ host3: { token: { rotation: "2" } }, nuc: {} });
    const wrong = { ...site.login, PROXMOX_VE_HOST3_PASSWORD: "wrong" };
    const error = failed(await site.project.apply(wrong));
    expect(error.match(/refused the login of root@pam/g)).toHaveLength(2);
    expect(error).toMatch(/PROXMOX_VE_HOST3_PASSWORD/);
  });

  test("is one line for one more privilege of one cluster", async () => {
    site.describe({ host3: { role: { profile: "opentofu-vm", add: ["Pool.Allocate"] } }, nuc: {} });
    expect(saidBy(await site.deploy())).toEqual(["host3  role opentofu-role: + Pool.Allocate"]);
  });

  test("is nothing when there is nothing to do", async () => {
    expect(saidBy(await site.deploy())).toEqual([]);
  });

  test("names the file again when there is a new secret in it", async () => {
    site.describe({ host3: { token: { rotation: "2" } }, nuc: {} });
    const said = saidBy(await site.deploy());
    expect(said).toContain("host3  token opentofu@pve!opentofu-token: new secret, the former one is dead");
    expect(said).toContain("terraform.tfvars  written for host3, nuc");
  });

  test("is one line an object in a destroy", async () => {
    expect(saidBy(await site.destroy()).sort()).toEqual(
      ["host3", "nuc"].flatMap((key) => [
        `${key}  acl / opentofu-role user opentofu@pve: deleted`,
        `${key}  role opentofu-role: deleted`,
        `${key}  token opentofu@pve!opentofu-token: deleted`,
        `${key}  user opentofu@pve: deleted`,
      ]),
    );
  });
});

eachTool("PROXMOX_ACCESS_LOG=debug", (tool) => {
  test("shows each request, and no password, ticket or token secret", async () => {
    const lab = await Lab.start(tool, {}, { rootPassword: "the-password-of-root" });
    try {
      const output = await lab.deploy({ ...lab.login, PROXMOX_ACCESS_LOG: "debug" });
      const shown = saidBy(output).filter((line) => line.startsWith("debug: host3: "));
      expect(shown).toHaveLength(lab.simulator.requests.length);
      expect(shown[0]).toMatch(/^debug: host3: POST \/access\/ticket 200 \d+ ms$/);
      expect(output).not.toMatch(/PVE:root@pam:|PVEAPIToken=/);
      expect(output).not.toContain(lab.simulator.rootPassword);
      expect(output).not.toContain(lab.simulator.snapshot().tokens[0]?.secret);
    } finally {
      await lab.stop();
    }
  });
});
