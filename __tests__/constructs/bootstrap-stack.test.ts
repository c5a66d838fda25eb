import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Testing } from "cdktf";
import { MINIMAL, resourceOf, stackOf, synthesized } from "../support/synth";

test("the construct tree of the minimal stack", () => {
  const app = Testing.app();
  stackOf(MINIMAL, app);
  expect(Testing.renderConstructTree(app)).toMatchSnapshot();
});

test("the whole minimal stack", () => {
  expect(Testing.synth(stackOf(MINIMAL))).toMatchSnapshot();
});

test("synthesis is the same in any output folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "another place "));
  const elsewhere = new App({ outdir: join(folder, "cdktf.out") });
  expect(Testing.synth(stackOf(MINIMAL, elsewhere))).toBe(Testing.synth(stackOf(MINIMAL)));
  rmSync(folder, { recursive: true });
});

test("everything waits for the gates of all clusters, so nothing is written before all is checked", () => {
  const stack = stackOf({ clusters: { ...MINIMAL.clusters, nuc: { endpoint: "https://nuc:8006" } } });
  const { null_resource } = synthesized(stack).resource;
  const gates = Object.keys(null_resource).filter((name) => name.includes("_gate-"));
  expect(gates).toHaveLength(2);
  for (const [name, { depends_on = [] }] of Object.entries(null_resource)) {
    if (!name.includes("_lifetime_")) continue;
    expect(depends_on).toEqual(expect.arrayContaining(gates.map((gate) => `null_resource.${gate}`)));
  }
});

test("a removed privilege is one trigger less, and no identity changes", () => {
  const role = (privileges: readonly string[]) =>
    stackOf({ clusters: { host3: { ...MINIMAL.clusters.host3, role: { privileges } } } });
  const before = role(["VM.Audit", "VM.Clone"]);
  const after = role(["VM.Audit"]);
  expect(resourceOf(before, "host3_role_settings").triggers).toEqual({
    "VM.Audit": "granted",
    "VM.Clone": "granted",
  });
  expect(resourceOf(after, "host3_role_settings").triggers).toEqual({ "VM.Audit": "granted" });
  expect(resourceOf(after, "host3_role_lifetime").triggers).toEqual(
    resourceOf(before, "host3_role_lifetime").triggers,
  );
});

test("one privilege more is one line more of the whole stack", () => {
  const lines = (...privileges: string[]) => {
    const clusters = { host3: { ...MINIMAL.clusters.host3, role: { privileges } } };
    return Testing.synth(stackOf({ clusters })).split("\n");
  };
  const before = lines("VM.Audit", "VM.Clone", "VM.Console");
  const after = lines("VM.Audit", "VM.Clone", "VM.Config.CPU", "VM.Console");
  expect(after.filter((line) => !before.includes(line)).map((line) => line.trim())).toEqual([
    '"VM.Config.CPU": "granted",',
  ]);
  expect(after).toHaveLength(before.length + 1);
});

test("with pveVersion the plan names the profile and every privilege of it", () => {
  const stack = stackOf({ clusters: { host3: { ...MINIMAL.clusters.host3, pveVersion: "9.2" } } });
  const privileges = Object.keys(resourceOf(stack, "host3_role_settings").triggers);
  expect(privileges).toContain("VM.GuestAgent.Audit");
  expect(privileges).toContain("SDN.Use");
  expect(privileges).not.toContain("VM.Monitor");
  expect(privileges).toContain("profile opentofu-vm");
  expect(privileges).toHaveLength(17);
});

test("privilege separation adds an ACL entry for the token", () => {
  const stack = stackOf({
    clusters: { host3: { ...MINIMAL.clusters.host3, token: { privilegeSeparation: true } } },
  });
  expect(Object.keys(resourceOf(stack, "host3_acl_lifetime").for_each ?? {})).toEqual([
    "/ opentofu@pve",
    "/ opentofu@pve!opentofu-token",
  ]);
});

test("kept rotations are tokens of their own, and the file has the current one", () => {
  const token = { rotation: "3", keep: ["2"] };
  const stack = stackOf({ clusters: { host3: { ...MINIMAL.clusters.host3, token } } });
  const tokens = Object.keys(resourceOf(stack, "host3_token_lifetime").for_each ?? {});
  expect(tokens).toEqual(["opentofu-token-2", "opentofu-token-3"]);
  const [file] = Object.values(synthesized(stack).resource.local_file ?? {});
  expect(file?.content).toContain("opentofu@pve!opentofu-token-3=${local.host3_token_proven-secret_");
});

test("an absent cluster has no instances and no place in the file, but its destroy provisioners stay", () => {
  const gone = { endpoint: "https://nuc:8006", ensure: "absent" };
  const stack = stackOf({ clusters: { ...MINIMAL.clusters, nuc: gone } });
  const user = resourceOf(stack, "nuc_user_lifetime");
  expect(user.count).toBe(0);
  expect(user.provisioner.map((each) => each["local-exec"].command)).toContain("delete user");
  expect(resourceOf(stack, "nuc_token_lifetime").for_each).toEqual({});
  expect(JSON.stringify(synthesized(stack).resource.local_file)).not.toContain("nuc");
});

test("state encryption and a backend are written without touching code", () => {
  const backend = { type: "s3", config: { bucket: "states", key: "proxmox" } };
  const stack = stackOf({ ...MINIMAL, backend, stateEncryption: true });
  const { terraform } = synthesized(stack);
  expect(terraform["backend"]).toEqual({ s3: { bucket: "states", key: "proxmox" } });
  expect(terraform["encryption"]).toMatchSnapshot();
});

test("state encryption is refused for Terraform, which has none", () => {
  const stack = stackOf({ ...MINIMAL, stateEncryption: true });
  const before = process.env["TERRAFORM_BINARY_NAME"];
  try {
    process.env["TERRAFORM_BINARY_NAME"] = "terraform";
    expect(() => Testing.synth(stack, true)).toThrow(/TERRAFORM_BINARY_NAME=tofu/);
    process.env["TERRAFORM_BINARY_NAME"] = "/usr/bin/tofu";
    expect(() => Testing.synth(stack, true)).not.toThrow();
  } finally {
    if (before === undefined) delete process.env["TERRAFORM_BINARY_NAME"];
    else process.env["TERRAFORM_BINARY_NAME"] = before;
  }
});
