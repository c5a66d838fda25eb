import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { App, TerraformOutput, TerraformStack, Testing } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster } from "../../constructs";
import { MINIMAL, annotationsOf, requestOf, resourceOf, stackOf, synthesized } from "../support/synth";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "backends "));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The `terraform` block that `App.synth` writes, where cdktf adds a backend to a stack without one. */
function terraformOf(backend: unknown): Record<string, unknown> {
  const app = new App({ outdir: folder });
  stackOf({ ...MINIMAL, backend }, app);
  app.synth();
  const text = readFileSync(join(folder, "stacks", "proxmox-access", "cdk.tf.json"), "utf8");
  return (JSON.parse(text) as { terraform: Record<string, unknown> }).terraform;
}

test.each([
  ["s3", { bucket: "states", key: "proxmox", use_path_style: true }],
  ["http", { address: "https://states.example.org/proxmox", lock_method: "POST" }],
  ["gcs", { bucket: "states" }],
  ["azurerm", { storage_account_name: "states", container_name: "tf", key: "proxmox" }],
  ["remote", { organization: "lab", workspaces: { name: "proxmox" } }],
])("%s is the stack's one backend, with its arguments as they were written", (type, config) => {
  expect(terraformOf({ type, config })["backend"]).toEqual({ [type]: config });
});

test("cloud is a block of its own", () => {
  const config = { organization: "lab", workspaces: { name: "proxmox" } };
  const terraform = terraformOf({ type: "cloud", config });
  expect(terraform["cloud"]).toEqual(config);
  expect(terraform).not.toHaveProperty("backend");
});

test("a local backend's path is relative to the project", () => {
  const stack = stackOf({ ...MINIMAL, backend: { type: "local", config: { path: "states/pve.tfstate" } } });
  expect(synthesized(stack).terraform["backend"]).toEqual({
    local: { path: "../../../states/pve.tfstate" },
  });
  expect(requestOf(resourceOf(stack, "host3"), "reconcile")).toMatchObject({
    stateFiles: ["../../../states/pve.tfstate", "../../../states/pve.tfstate.backup"],
  });
});

test("with a remote backend there is no state file to protect", () => {
  const stack = stackOf({ ...MINIMAL, backend: { type: "s3", config: {} } });
  expect(requestOf(resourceOf(stack, "host3"), "reconcile")).toMatchObject({ stateFiles: [] });
});

test("the state of a stack with cdktf's own backend is protected too", () => {
  const stack = new TerraformStack(new App({ outdir: folder }), "lab");
  new ProxmoxAccess(stack, "access", {
    cluster: new ProxmoxCluster(stack, "host3", MINIMAL.clusters.host3),
  });
  stack.prepareStack();
  const [file = ""] = (requestOf(resourceOf(stack, "host3"), "reconcile") as { stateFiles: string[] })
    .stateFiles;
  expect(join(folder, "stacks", "lab", file)).toBe(join(process.cwd(), "terraform.lab.tfstate"));
});

test("another stack reads a token through the same backend", () => {
  const app = Testing.app();
  const config = { bucket: "states", key: "proxmox" };
  const { accesses } = stackOf({ ...MINIMAL, backend: { type: "s3", config } }, app);
  const other = new TerraformStack(app, "other");
  new TerraformOutput(other, "token", { value: accesses.get("host3")?.token.full, sensitive: true });
  other.prepareStack();
  const { data, output } = JSON.parse(Testing.synth(other)) as {
    data: { terraform_remote_state: Record<string, unknown> };
    output: { token: { value: string } };
  };
  expect(Object.values(data.terraform_remote_state)).toEqual([{ backend: "s3", config }]);
  expect(output.token.value).toMatch(
    /^opentofu@pve!opentofu-token=\$\{sensitive\(data\.terraform_remote_state\./,
  );
});

test.each([
  ["cloud", { organization: "lab", workspaces: { name: "proxmox" } }],
  ["remote", { organization: "lab", workspaces: { name: "proxmox" } }],
])("%s is told that a deploy has to run here", (type, config) => {
  const stack = stackOf({ ...MINIMAL, backend: { type, config } });
  expect(annotationsOf(stack, "@cdktf/info")).toEqual([
    expect.stringMatching(/have to reach your clusters.*Set the execution mode of this workspace to "Local"/),
  ]);
});

test("no other backend is told anything", () => {
  expect(annotationsOf(stackOf(MINIMAL), "@cdktf/info")).toEqual([]);
});

test.each(["before", "after"])("a program may make a provider of its own %s ours", (when) => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const make = () => new NullProvider(stack, "null");
  if (when === "before") make();
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint: "https://host3.example.org:8006" });
  new ProxmoxAccess(stack, "ci", { cluster });
  if (when === "after") make();
  expect(synthesized(stack)).toMatchObject({
    provider: { null: [{}], local: [{}] },
    terraform: { required_providers: { null: { version: ">= 1.0.0" } } },
  });
});
