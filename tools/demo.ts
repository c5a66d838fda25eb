/**
 * `npm run demo`: the whole job on two simulated clusters. Everything else is real: cdktf, OpenTofu or Terraform,
 * the providers, HTTPS, and a downstream workspace that reads the file.
 */
import path from "node:path";
import { callEachCluster } from "./demo/calls";
import { startClusters } from "./demo/clusters";
import { bundle, CdktfProject } from "./demo/cdktf-project";
import { DownstreamWorkspace } from "./demo/downstream";
import { maskTokens } from "./demo/mask";
import { withWorkshop } from "./demo/workshop";
import type { Workshop } from "./demo/workshop";
import { step } from "./progress";
import { findToolchain } from "./toolchain";

async function demo(workshop: Workshop): Promise<void> {
  await bundle();
  const [tool] = await findToolchain({ need: "one" });
  if (tool === undefined) {
    throw new Error("There is neither OpenTofu nor Terraform.");
  }
  say(`Deploying with ${tool.name} ${tool.version}.`);

  const clusters = await startClusters(workshop);
  for (const { key, pve, simulator } of clusters) {
    say(`Simulated cluster "${key}": Proxmox VE ${pve} at ${simulator.endpoint}`);
  }

  const project = await CdktfProject.create(path.join(workshop.folder, "project"), tool, clusters);
  await step("cdktf deploy (two clusters: user, role, ACL, API token, proof)", () => project.deploy());
  say("Apply complete!", "", "terraform.tfvars, with the secrets masked here only:", "");
  say(maskTokens(await project.tfvars()));

  const downstream = await DownstreamWorkspace.create(
    path.join(workshop.folder, "downstream"),
    tool,
    project.tfvarsFile,
  );
  say(await step("The downstream workspace examples/downstream: plan", () => downstream.plan()));
  for (const line of await callEachCluster(await downstream.clusters(), clusters)) {
    say(line);
  }

  await step("cdktf deploy again", () => project.deployUnchanged());
  say("No changes.", "", ...ON_A_REAL_CLUSTER);
}

const ON_A_REAL_CLUSTER = [
  "On a real cluster: 1. put its endpoint (and its certificate's fingerprint) into cdktf.json, context.proxmox.clusters;",
  "2. export PROXMOX_VE_USERNAME=root@pam and PROXMOX_VE_PASSWORD=… (or PROXMOX_VE_API_TOKEN=user@realm!name=…);",
  "3. npx cdktf deploy, then ssh-copy-id root@<node> for the SSH access of the downstream provider.",
];

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

void withWorkshop(demo);
