import { TerraformElement, TerraformStack, Testing } from "cdktf";
import {
  type PrivilegeName,
  ProxmoxAccess,
  type ProxmoxAccessProps,
  ProxmoxAcl,
  ProxmoxCluster,
  type ProxmoxClusterProps,
  type PveReleaseName,
  ProxmoxRole,
} from "../../../constructs";
import { DEFAULT_PRIVILEGES } from "../../support/default-privileges";
import { resourceOf, settingsOf, warningsOf } from "../../support/synth";

const CONFINED = { pool: "lab", storage: ["local", "fast"], bridge: "vmbr0" };

type Described = Omit<ProxmoxAccessProps, "cluster"> & Pick<ProxmoxClusterProps, "pveVersion">;

function labOf({ pveVersion, ...props }: Described) {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "host3", {
    endpoint: "https://host3:8006",
    ...(pveVersion !== undefined && { pveVersion }),
  });
  return { stack, cluster, access: new ProxmoxAccess(cluster, "ci", { cluster, ...props }) };
}

/** The resource of one of the access's constructs. */
function instancesOf(props: Described, child: string) {
  const { stack, access } = labOf(props);
  const resource = access.node.findChild(child).node.findChild("Default");
  if (!TerraformElement.isTerraformElement(resource)) throw new Error(`${child} has no resource`);
  return resourceOf(stack, resource.friendlyUniqueId).for_each ?? {};
}

test("a confined profile is a role and an ACL entry for each path", () => {
  const props = { parameters: CONFINED, token: { privilegeSeparation: true } };
  expect(instancesOf(props, "role")).toEqual({
    "opentofu-role-pool-lab": "role opentofu-role-pool-lab",
    "opentofu-role-sdn-zones-localnetwork-vmbr0": "role opentofu-role-sdn-zones-localnetwork-vmbr0",
    "opentofu-role-storage-fast": "role opentofu-role-storage-fast",
    "opentofu-role-storage-local": "role opentofu-role-storage-local",
  });
  expect(Object.keys(instancesOf(props, "acl")).slice(0, 2)).toEqual([
    "/pool/lab opentofu-role-pool-lab opentofu@pve",
    "/pool/lab opentofu-role-pool-lab opentofu@pve!opentofu-token",
  ]);
});

test("the plan names the profile and its place, and with pveVersion every privilege of every path", () => {
  const settings = (props: Described) => {
    const own = Object.entries(settingsOf(labOf(props).stack));
    return Object.fromEntries(own.filter(([name]) => name.startsWith("role opentofu-role-storage-fast")));
  };
  expect(settings({ parameters: CONFINED })).toEqual({
    "role opentofu-role-storage-fast": "present",
    "role opentofu-role-storage-fast on": "/storage/fast (bridge vmbr0; pool lab; storage local fast)",
    "role opentofu-role-storage-fast profile opentofu-vm": "resolved for the node's PVE version",
  });
  expect(settings({ parameters: CONFINED, pveVersion: "9.2" })).toEqual({
    "role opentofu-role-storage-fast": "present",
    "role opentofu-role-storage-fast profile opentofu-vm": "resolved for PVE 9.2",
    "role opentofu-role-storage-fast Datastore.AllocateSpace": "granted",
    "role opentofu-role-storage-fast Datastore.Audit": "granted",
  });
});

test("with pveVersion only what that version needs is there", () => {
  const roles = (pveVersion: PveReleaseName) =>
    Object.keys(instancesOf({ parameters: CONFINED, pveVersion }, "role"));
  expect(roles("7.4")).not.toContain("opentofu-role-sdn-zones-localnetwork-vmbr0");
  expect(roles("8.4")).toContain("opentofu-role-sdn-zones-localnetwork-vmbr0");
});

test.each<[string, Described, RegExp]>([
  ["acl beside parameters", { parameters: {}, acl: [{}] }, /parameters: .*acl cannot stand beside/],
  ["a list of privileges", { parameters: {}, role: { privileges: ["VM.Audit"] } }, /give acl instead/],
  ["a name that makes no path", { parameters: { pool: "a b" } }, /parameters: .*no ACL path/],
  ["a VNet without its zone", { parameters: { vnet: ["nodes"] } }, /parameters: "nodes" is no VNet with/],
  [
    "a parameter that would do nothing",
    { parameters: { bridge: "vmbr0" }, role: { profile: "kubernetes-csi" } },
    /nothing that kubernetes-csi needs is on a bridge/,
  ],
])("%s is refused", (_, props, message) => {
  expect(() => labOf(props)).toThrow(message);
});

test.each<[object, RegExp]>([
  [{ pool: [] }, /parameters: pool is empty, and would confine nothing; name at least one, or leave it out/],
  [{ pool: "lab", storage: [] }, /parameters: storage is empty, and would confine nothing/],
  [{ pool: "" }, /parameters: pool\[0\] is empty, and would confine nothing/],
  [{ pool: ["lab", " "] }, /parameters: pool\[1\] is empty/],
])("a list of pools that came out empty does not grant the whole cluster: %j", (parameters, message) => {
  expect(() => labOf({ parameters })).toThrow(message);
});

describe("an ACL entry that takes away what its subject has from above", () => {
  function warnings(privileges: readonly PrivilegeName[]): readonly string[] {
    const { stack, cluster, access } = labOf({});
    const role = new ProxmoxRole(stack, "small", { cluster, roleid: "small", privileges });
    new ProxmoxAcl(stack, "lab", { role, subjects: [access.user], acl: [{ path: "/pool/lab" }] });
    return warningsOf(stack);
  }

  test("is named in a warning", () => {
    expect(warnings(["VM.Audit", "VM.Clone"])).toEqual([
      expect.stringMatching(
        /^cluster host3: the ACL entry on \/pool\/lab \(small\) takes from user opentofu@pve what \/ gives: .*VM\.Allocate/,
      ),
    ]);
  });

  test("is no matter when it takes nothing", () => {
    expect(warnings([...DEFAULT_PRIVILEGES, "SDN.Use", "VM.GuestAgent.Audit", "VM.Console"])).toEqual([]);
  });
});
