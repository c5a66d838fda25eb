import { TerraformStack, Testing } from "cdktf";
import {
  ProxmoxAccess,
  type ProxmoxAccessProps,
  ProxmoxAcl,
  ProxmoxRole,
  ProxmoxUser,
} from "../../constructs";
import { DEFAULT_PRIVILEGES } from "../../pve/privileges/resolve";
import { resourceOf } from "../support/synth";

const cluster = { key: "host3", endpoint: "https://host3:8006" };
const CONFINED = { pool: "lab", storage: ["local", "fast"], bridge: "vmbr0" };

function stackOf(props: Partial<ProxmoxAccessProps>): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "lab");
  new ProxmoxAccess(stack, "host3", { cluster, ...props });
  return stack;
}

test("a confined profile is a role and an ACL entry for each path", () => {
  const stack = stackOf({ parameters: CONFINED, token: { privilegeSeparation: true } });
  expect(Object.keys(resourceOf(stack, "host3_role_lifetime").for_each ?? {})).toEqual([
    "opentofu-role-pool-lab",
    "opentofu-role-sdn-zones-localnetwork-vmbr0",
    "opentofu-role-storage-fast",
    "opentofu-role-storage-local",
  ]);
  expect(Object.keys(resourceOf(stack, "host3_acl_lifetime").for_each ?? {}).slice(0, 2)).toEqual([
    "/pool/lab opentofu-role-pool-lab opentofu@pve",
    "/pool/lab opentofu-role-pool-lab opentofu@pve!opentofu-token",
  ]);
});

test("the plan names the profile, and with pveVersion every privilege of every path", () => {
  const settings = (props: Partial<ProxmoxAccessProps>) => {
    const { triggers, for_each = {} } = resourceOf(stackOf(props), "host3_role_settings");
    expect(triggers).toBe("${each.value.settings}");
    return (for_each as Record<string, Record<string, unknown>>)["opentofu-role-storage-fast"]?.["settings"];
  };
  expect(settings({ parameters: CONFINED })).toEqual({
    path: "/storage/fast",
    "profile opentofu-vm": "resolved for /storage/fast and the node's PVE version",
  });
  expect(settings({ parameters: CONFINED, cluster: { ...cluster, pveVersion: "9.2" } })).toEqual({
    path: "/storage/fast",
    "profile opentofu-vm": "resolved for PVE 9.2",
    "Datastore.AllocateSpace": "granted",
    "Datastore.Audit": "granted",
  });
});

test("with pveVersion only what that version needs is there", () => {
  const roles = (pveVersion: string) =>
    Object.keys(
      resourceOf(
        stackOf({ parameters: CONFINED, cluster: { ...cluster, pveVersion } }),
        "host3_role_lifetime",
      ).for_each ?? {},
    );
  expect(roles("7.4")).not.toContain("opentofu-role-sdn-zones-localnetwork-vmbr0");
  expect(roles("8.4")).toContain("opentofu-role-sdn-zones-localnetwork-vmbr0");
});

test.each<[string, Partial<ProxmoxAccessProps>, RegExp]>([
  ["acl beside parameters", { parameters: {}, acl: [{}] }, /parameters: .*acl cannot stand beside/],
  ["a list of privileges", { parameters: {}, role: { privileges: ["VM.Audit"] } }, /give acl instead/],
  ["a name that makes no path", { parameters: { pool: "a b" } }, /parameters: .*no ACL path/],
  [
    "a parameter that would do nothing",
    { parameters: { bridge: "vmbr0" }, role: { profile: "kubernetes-csi" } },
    /nothing that kubernetes-csi needs is on a bridge/,
  ],
])("%s is refused", (_, props, message) => {
  expect(() => stackOf(props)).toThrow(message);
});

describe("an ACL entry that takes away what its subject has from above", () => {
  function warnings(privileges: readonly string[]): readonly string[] {
    const stack = stackOf({});
    const user = stack.node.findAll().find((construct) => construct instanceof ProxmoxUser);
    if (!user) throw new Error("there is no user");
    const role = new ProxmoxRole(stack, "small", { cluster, roleid: "small", privileges });
    new ProxmoxAcl(stack, "lab", { cluster, role, subjects: [user], paths: [{ path: "/pool/lab" }] });
    Testing.synth(stack);
    return stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === "@cdktf/warn")
      .map(({ data }) => String(data));
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
