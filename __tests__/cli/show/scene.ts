/** A cluster in which most of what a review tells apart is there. */
import { asRoot, deploy, grant } from "./bench";

/** A comment as only an enemy writes one. */
export const HOSTILE = `<img src=x onerror="globalThis.hacked=1"></script><script>globalThis.hacked=1</script>\u2028end`;

export async function populate(): Promise<void> {
  await deploy();
  const user = "/access/users/opentofu@pve";
  await asRoot("POST", `${user}/token/old`, {
    privsep: "0",
    expire: "1577836800",
    comment: "Before the move",
  });
  await grant("/storage", "PVEDatastoreUser", { tokens: "opentofu@pve!old" });
  await asRoot("POST", "/access/users", { userid: "auditor@pve", comment: HOSTILE });
  await grant("/", "PVEAuditor", { users: "auditor@pve" });
  await grant("/pool/secret", "NoAccess", { users: "auditor@pve" });
  await asRoot("POST", "/access/users/auditor@pve/token/report", { privsep: "1" });
  await grant("/", "Administrator", { tokens: "auditor@pve!report" });
  await asRoot("POST", "/access/users", { userid: "former@pve", comment: "Left in May" });
  await asRoot("PUT", "/access/users/former@pve", { enable: "0" });
  await grant("/", "Administrator", { users: "former@pve" });
  await asRoot("POST", "/access/groups", { groupid: "ops", comment: "Operators" });
  await asRoot("POST", "/access/users", { userid: "sam@pve", groups: "ops,lab-team" });
  await grant("/vms", "PVEVMAdmin", { groups: "ops" });
  await grant("/pool/lab", "PVEPoolAdmin", { users: "opentofu@pve", propagate: "0" });
  await asRoot("POST", "/access/users", { userid: "mail@pve" });
  await asRoot("POST", "/access/users", { userid: "guest@pve" });
}
