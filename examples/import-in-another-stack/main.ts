import { App, TerraformOutput, TerraformStack } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster, ProxmoxGroup } from "cdktf-proxmox-access";
import type { Construct } from "constructs";

/** A team's stack that has other resources too, of which some use Proxmox VE. */
class TeamStack extends TerraformStack {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new ProxmoxCluster(this, "host3", { endpoint: "https://host3.example.org:8006" });
    const ci = new ProxmoxAccess(this, "ci", {
      cluster,
      user: { userid: "ci@pve", comment: "CI of the lab team" },
      role: { roleid: "lab-ci", profile: "opentofu-vm", add: ["Pool.Audit"] },
      acl: ["/pool/lab"],
      token: { tokenid: "ci", privilegeSeparation: true },
    });
    // The same role for the people of the team, and for CI on one storage more.
    ci.role.grantTo(ProxmoxGroup.named(cluster, "lab-team"), "/pool/lab");
    ci.addPath({ path: "/storage/images", propagate: false });

    // Any argument of any resource takes it: a Kubernetes secret, a CI variable, a provider's `api_token`.
    new TerraformOutput(this, "ci_token", { value: ci.token.full, sensitive: true });
  }
}

const app = new App();
new TeamStack(app, "team");
app.synth();
