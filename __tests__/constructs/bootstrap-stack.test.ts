import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster } from "../../constructs";
import { MINIMAL, requestOf, resourceOf, settingsOf, stackOf, synthesized } from "../support/synth";

const host3 = MINIMAL.clusters.host3;
const nuc = { endpoint: "https://nuc.example.org:8006" };

function linesOf(context: unknown): readonly string[] {
  return Testing.synth(stackOf(context)).split("\n");
}

function resourcesOf(context: unknown): readonly string[] {
  const { null_resource, local_file = {} } = synthesized(stackOf(context)).resource;
  return [...Object.keys(null_resource), ...Object.keys(local_file)];
}

test("the construct tree of the minimal stack", () => {
  const app = Testing.app();
  stackOf(MINIMAL, app);
  expect(Testing.renderConstructTree(app)).toMatchSnapshot();
});

test("the whole minimal stack", () => {
  expect(Testing.synth(stackOf(MINIMAL))).toMatchSnapshot();
});

test("a program that says nothing makes what a configuration makes that says nothing", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "host3", host3);
  new ProxmoxAccess(cluster, "access", { cluster });
  expect(settingsOf(stack)).toEqual(settingsOf(stackOf(MINIMAL)));
});

test("synthesis is the same in any output folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "another place "));
  const elsewhere = new App({ outdir: join(folder, "cdktf.out") });
  expect(Testing.synth(stackOf(MINIMAL, elsewhere))).toBe(Testing.synth(stackOf(MINIMAL)));
  rmSync(folder, { recursive: true });
});

test("a plan names resources by cluster and object", () => {
  expect(resourcesOf(MINIMAL)).toEqual([
    "host3",
    "host3_acl",
    "host3_role",
    "host3_token",
    "host3_token_rotation",
    "host3_token_secret",
    "host3_user",
    "settled",
    "settled_state",
    "tfvars",
  ]);
});

test("a cluster whose key begins with a digit has names that Terraform takes", () => {
  const stack = stackOf({ clusters: { "3rd": host3 } });
  const { resource, locals = {} } = synthesized(stack);
  const names = [...Object.keys(resource.null_resource), ...Object.keys(locals)];
  expect(names).toContain("_3rd_token");
  expect(names.filter((name) => !/^[A-Za-z_]/.test(name))).toEqual([]);
  expect(resource.local_file?.["tfvars"]?.depends_on).toContain("null_resource._3rd_token_secret");
});

test("a stack is small: 11 resources and 400 lines, and for each further cluster 8 and 250", () => {
  const both = { clusters: { host3, nuc } };
  expect(resourcesOf(MINIMAL).length).toBeLessThanOrEqual(11);
  expect(resourcesOf(both).length - resourcesOf(MINIMAL).length).toBeLessThanOrEqual(8);
  expect(linesOf(MINIMAL).length).toBeLessThanOrEqual(400);
  expect(linesOf(both).length - linesOf(MINIMAL).length).toBeLessThanOrEqual(250);
});

test("one privilege more is one line more of the whole stack", () => {
  const lines = (...privileges: string[]) =>
    linesOf({ clusters: { host3: { ...host3, role: { privileges } } } });
  const before = lines("VM.Audit", "VM.Clone", "VM.Console");
  const after = lines("VM.Audit", "VM.Clone", "VM.Config.CPU", "VM.Console");
  expect(after.filter((line) => !before.includes(line)).map((line) => line.trim())).toEqual([
    '"role opentofu-role VM.Config.CPU": "granted",',
  ]);
  expect(after).toHaveLength(before.length + 1);
});

test("one process is started for a cluster, and one for the stack", () => {
  const { null_resource } = synthesized(stackOf({ clusters: { host3, nuc } })).resource;
  const started = Object.values(null_resource).flatMap(({ provisioner = [] }) =>
    provisioner
      .map((each) => each["local-exec"])
      .filter(({ when, interpreter }) => when === undefined && Array.isArray(interpreter))
      .map(({ command }) => command),
  );
  expect(started.sort()).toEqual(["finish", "reconcile", "reconcile"]);
});

test("a cluster that is down is its own problem: none waits for another one", () => {
  const { null_resource, local_file = {} } = synthesized(stackOf({ clusters: { host3, nuc } })).resource;
  const shared = ["settled", "settled_state"];
  for (const [name, { depends_on = [] }] of Object.entries(null_resource)) {
    if (shared.includes(name)) continue;
    const key = name.split("_")[0] ?? "";
    expect(depends_on.filter((first) => !first.startsWith(`null_resource.${key}`))).toEqual([]);
  }
  expect(local_file["tfvars"]?.depends_on).toEqual([
    "null_resource.host3_token_secret",
    "null_resource.nuc_token_secret",
  ]);
});

test("with pveVersion the plan names the profile and every privilege of it", () => {
  const stack = stackOf({ clusters: { host3: { ...host3, pveVersion: "9.2" } } });
  const settings = Object.keys(resourceOf(stack, "host3").triggers);
  const privileges = settings.filter((name) => name.startsWith("role opentofu-role "));
  expect(privileges).toContain("role opentofu-role VM.GuestAgent.Audit");
  expect(privileges).toContain("role opentofu-role SDN.Use");
  expect(privileges).not.toContain("role opentofu-role VM.Monitor");
  expect(privileges).toContain("role opentofu-role profile opentofu-vm");
  expect(privileges).toHaveLength(17);
});

test("privilege separation adds an ACL entry for the token", () => {
  const stack = stackOf({ clusters: { host3: { ...host3, token: { privilegeSeparation: true } } } });
  expect(resourceOf(stack, "host3_acl").for_each).toEqual({
    "/ opentofu@pve": "acl / opentofu-role user opentofu@pve",
    "/ opentofu@pve!opentofu-token": "acl / opentofu-role token opentofu@pve!opentofu-token",
  });
});

test("kept rotations are tokens of their own, and the file has the current one", () => {
  const token = { rotation: "3", keep: ["2"] };
  const stack = stackOf({ clusters: { host3: { ...host3, token } } });
  expect(Object.keys(resourceOf(stack, "host3_token").for_each ?? {})).toEqual([
    "opentofu-token-2",
    "opentofu-token-3",
  ]);
  const file = synthesized(stack).resource.local_file?.["tfvars"];
  expect(file?.content).toContain(
    'opentofu@pve!opentofu-token-3=${sensitive(null_resource.host3_token_secret["opentofu-token-3"].triggers.secret)}',
  );
  expect(settingsOf(stack)["token opentofu@pve!opentofu-token-2 rotation"]).toBe("by tokenid");
});

test("the token from before keep was used is kept as rotation 1, by the same name and in the same resources", () => {
  const token = { rotation: "2", keep: ["1"] };
  const stack = stackOf({ clusters: { host3: { ...host3, token } } });
  expect(Object.keys(resourceOf(stack, "host3_token").for_each ?? {})).toEqual([
    "opentofu-token",
    "opentofu-token-2",
  ]);
  const { moved } = synthesized(stack) as { readonly moved?: unknown };
  expect(moved).toEqual(
    ["token", "token_rotation", "token_secret"].map((name) => {
      const from = `null_resource.host3_${name}`;
      return { from, to: `${from}["opentofu-token"]` };
    }),
  );
  expect(resourceOf(stack, "host3_token_rotation").lifecycle?.ignore_changes).toEqual([
    'triggers["rotation"]',
    'triggers["kept"]',
  ]);
  const others = [MINIMAL, { clusters: { host3: { ...host3, token: { rotation: "3", keep: ["2"] } } } }];
  for (const other of others) expect(synthesized(stackOf(other))).not.toHaveProperty("moved");
});

test("with reconcile: always a resource of its own is new in every plan, and no setting is", () => {
  const stack = stackOf({ clusters: { host3: { ...host3, reconcile: "always" } } });
  expect(resourceOf(stack, "host3_always").triggers).toEqual({ at: "${timestamp()}" });
  expect(resourceOf(stack, "host3").lifecycle?.replace_triggered_by).toEqual(["null_resource.host3_always"]);
  expect(resourceOf(stack, "host3").triggers).toEqual(resourceOf(stackOf(MINIMAL), "host3").triggers);
});

test("objects are marked as of the stack and the cluster", () => {
  expect(requestOf(resourceOf(stackOf(MINIMAL), "host3"), "reconcile")).toMatchObject({
    construct: "proxmox-access/host3",
    owner: "proxmox-access/host3",
    cluster: { key: "host3", endpoint: "https://host3.example.org:8006", insecure: false },
    stateFiles: [
      "../../../terraform.proxmox-access.tfstate",
      "../../../terraform.proxmox-access.tfstate.backup",
    ],
  });
});

test("two names that would meet in Terraform are refused, with both paths", () => {
  const stack = stackOf({ clusters: { host3 } });
  expect(() => new ProxmoxCluster(stack, "host3_user", nuc)).toThrow(
    /proxmox-access\/host3_user\/Default and proxmox-access\/host3\/access\/user\/Default would both be called host3_user/,
  );
});
