import { App, Aspects, TerraformStack } from "cdktf";
import { ProxmoxAccess, ProxmoxAccessGuard, ProxmoxCluster, TerraformTfvars } from "cdktf-proxmox-access";

const clusters = [
  { key: "lab", nodeName: "pve1", endpoint: "https://pve1.lab.example.org:8006", pveVersion: "9.2" },
  { key: "edge", nodeName: "nuc", endpoint: "https://nuc.edge.example.org:8006", pveVersion: "8.4" },
  { key: "old", nodeName: "host3", endpoint: "https://host3.example.org:8006", pveVersion: "7.4" },
] as const;

const app = new App();
const stack = new TerraformStack(app, "proxmox-access");

const entries = clusters.map(({ key, nodeName, ...props }) => {
  const cluster = new ProxmoxCluster(stack, key, props);
  const access = new ProxmoxAccess(cluster, "access", {
    cluster,
    acl: ["/vms", "/storage", "/sdn/zones"],
    token: { privilegeSeparation: true, expires: process.env["TOKEN_EXPIRES"] ?? "never" },
  });
  return { nodeName, access };
});
new TerraformTfvars(stack, "tfvars", { clusters: entries, shape: "split" });

// What this team asks of every access; here a token may live for ever.
Aspects.of(app).add(new ProxmoxAccessGuard({ except: ["expiry"] }));

app.synth();
