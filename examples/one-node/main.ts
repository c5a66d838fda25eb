import { App, TerraformStack } from "cdktf";
import { ProxmoxAccess, TerraformTfvars } from "cdktf-proxmox-access";

const app = new App();
const stack = new TerraformStack(app, "proxmox-access");

const access = new ProxmoxAccess(stack, "host3", {
  cluster: {
    key: "host3",
    endpoint: "https://host3.example.org:8006",
    // What Datacenter → host3 → System → Certificates shows; leave it out for a certificate of a public CA.
    fingerprint:
      "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99",
  },
});
new TerraformTfvars(stack, "tfvars", { clusters: [{ access }] });

app.synth();
