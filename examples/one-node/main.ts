import { App, TerraformStack } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster, TerraformTfvars } from "cdktf-proxmox-access";

const app = new App();
const stack = new TerraformStack(app, "proxmox-access");

const cluster = new ProxmoxCluster(stack, "host3", {
  endpoint: "https://host3.example.org:8006",
  // What Datacenter → host3 → System → Certificates shows; leave it out for a certificate of a public CA.
  fingerprint:
    "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99",
});
const access = new ProxmoxAccess(stack, "access", { cluster });
new TerraformTfvars(stack, "tfvars", { clusters: [access] });

app.synth();
