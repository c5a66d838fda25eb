import { TerraformStack, Testing } from "cdktf";
import { ProxmoxAcl, ProxmoxCluster, ProxmoxGroup, ProxmoxRole, ProxmoxUser } from "../../../constructs";
import { summarizeAccess } from "../../../testing";
import { resourceOf, settingsOf, stackOf, synthesized } from "../../support/synth";

const endpoint = "https://host3.example.org:8006";

function lab() {
  const stack = new TerraformStack(Testing.app(), "lab");
  return { stack, cluster: new ProxmoxCluster(stack, "host3", { endpoint }) };
}

test("a group is made, granted a role like a user, and outlives who is in it", () => {
  const { stack, cluster } = lab();
  const group = new ProxmoxGroup(stack, "team", { cluster, groupid: "lab-team", comment: "Lab" });
  new ProxmoxUser(stack, "user", {
    cluster,
    userid: "ci@pve",
    groups: [group, ProxmoxGroup.named(cluster, "staff"), "admins"],
  });
  new ProxmoxRole(stack, "role", { cluster, roleid: "auditor", privileges: ["VM.Audit"] }).grantTo(
    group,
    "/vms",
  );
  expect(settingsOf(stack)).toEqual({
    "acl /vms auditor group lab-team": "propagates",
    "group lab-team": "present",
    "group lab-team comment": "Lab",
    "role auditor": "present",
    "role auditor VM.Audit": "granted",
    "user ci@pve": "present",
    "user ci@pve groups": "admins lab-team staff",
  });
  expect(resourceOf(stack, "user").depends_on).toEqual(["null_resource.host3", "null_resource.team"]);
  expect(resourceOf(stack, "team").triggers).toEqual({ object: "group lab-team" });
});

test("what is wrong with a group or with groups is refused, with its place", () => {
  const { stack, cluster } = lab();
  const other = new ProxmoxCluster(stack, "nuc", { endpoint: "https://nuc:8006" });
  const theirs = new ProxmoxGroup(stack, "theirs", { cluster: other, groupid: "lab" });
  const user = (groups: readonly (string | typeof theirs)[]) => () =>
    new ProxmoxUser(stack, "user", { cluster, groups });
  expect(() => new ProxmoxGroup(stack, "team", { cluster, groupid: "a b" })).toThrow(
    /ProxmoxGroup lab\/team: groupid: "a b" is malformed/,
  );
  expect(user(["a b"])).toThrow(/groups\[0\]: "a b" is malformed/);
  expect(user(["lab", "lab"])).toThrow(/groups: group lab is there twice/);
  expect(user([theirs])).toThrow(/groups\[0\]: is of cluster lab\/nuc, and this is for cluster lab\/host3/);
  const role = ProxmoxRole.named(cluster, "PVEAuditor");
  expect(() => new ProxmoxAcl(stack, "acl", { role, subjects: [theirs] })).toThrow(/is of cluster lab\/nuc/);
});

test("groups of a configuration", () => {
  const stack = stackOf({
    clusters: {
      host3: {
        endpoint,
        groups: {
          "lab-team": { comment: "Lab", privileges: ["VM.Audit"], acl: [{ path: "/pool/lab" }], adopt: true },
          auditors: { role: { existing: "PVEAuditor" } },
          empty: {},
        },
        identities: { ci: { user: { groups: ["lab-team", "staff"] }, acl: [] } },
      },
    },
  });
  const groups = summarizeAccess(stack)
    .split("\n")
    .filter((line) => /^ {2}(group|user|acl|role) /.test(line));
  expect(groups).toEqual([
    "  group auditors",
    "  group empty",
    "  group lab-team, adopt",
    "  user ci@pve, in lab-team staff",
    "  role lab-team-role, adopt",
    "  acl /, group auditors has PVEAuditor, a role that is not described here",
    "  acl /pool/lab, group lab-team has lab-team-role, adopt",
  ]);
  expect(resourceOf(stack, "host3_ci_user").depends_on).toContain("null_resource.host3_group-lab-team");
  expect(Object.keys(synthesized(stack).resource.null_resource)).toContain("host3_group-lab-team_role");
});
