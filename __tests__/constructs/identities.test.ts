import { resourceOf, settingsOf, stackOf, synthesized } from "../support/synth";

const ENDPOINT = "https://host3.example.org:8006";

function withIdentities(identities: object, cluster: object = {}, more: object = {}): unknown {
  return { clusters: { host3: { endpoint: ENDPOINT, ...cluster, identities } }, ...more };
}

/** The files of a stack by their paths from the project, without the references to secrets. */
function filesOf(context: unknown): Record<string, string> {
  const files = Object.values(synthesized(stackOf(context)).resource.local_file ?? {});
  return Object.fromEntries(
    files.map(({ filename, content }) => [
      filename.replace("${path.module}/../../../", ""),
      content.replace(/\$\{sensitive\([^}]*\}/g, "<secret>"),
    ]),
  );
}

test("what a cluster says of itself stands beside its identities", () => {
  const beside = stackOf(withIdentities({ plan: {} }, { user: {} }));
  expect([...beside.accesses.keys()]).toEqual(["host3", "host3/plan"]);
  expect([...stackOf(withIdentities({ plan: {}, csi: {} })).accesses.keys()]).toEqual([
    "host3/plan",
    "host3/csi",
  ]);
  expect(Object.keys(filesOf(withIdentities({ plan: {} }, { acl: [{}] }))).sort()).toEqual([
    "plan.tfvars",
    "terraform.tfvars",
  ]);
});

test("a list of privileges goes to /, or where acl says", () => {
  const stack = stackOf(
    withIdentities({
      a: { privileges: ["VM.Audit"] },
      b: { profile: "monitoring", acl: [{ path: "/pool/lab" }] },
    }),
  );
  const entries = (name: string) => Object.keys(resourceOf(stack, `${name}_acl`).for_each ?? {});
  expect(entries("host3_a")).toEqual(["/ a@pve"]);
  expect(entries("host3_b")).toEqual(["/pool/lab b@pve"]);
});

test("what exists already is named, and nothing of it is described", () => {
  const user = { existing: "jane@ad" };
  const stack = stackOf(
    withIdentities(
      {
        granted: { user, role: { existing: "PVEVMUser" }, acl: [{ path: "/pool/lab" }] },
        confined: { user, profile: "monitoring", acl: [{}], token: { privilegeSeparation: true } },
        like: { user, acl: [] },
      },
      { role: { existing: "PVEAuditor" } },
    ),
  );
  const settings = settingsOf(stack);
  const names = Object.keys(settings).filter((name) => /present|propagates/.test(settings[name] ?? ""));
  expect(names).toEqual([
    "acl / PVEAuditor user opentofu@pve",
    "acl / confined-role token jane@ad!confined-token",
    "acl /pool/lab PVEVMUser user jane@ad",
    "role confined-role",
    "user opentofu@pve",
  ]);
  const resources = Object.keys(synthesized(stack).resource.null_resource);
  expect(resources.filter((name) => name.startsWith("host3_like"))).toEqual([
    "host3_like_token",
    "host3_like_token_rotation",
    "host3_like_token_secret",
  ]);
  expect(resources).not.toContain("host3_granted_user");
  expect(resources).not.toContain("host3_role");
  expect(filesOf(withIdentities({ like: { user, acl: [] } }))["like.tfvars"]).toContain(
    'api_token    = "jane@ad!like-token=<secret>"',
  );
});

test("identities share a user, and each has its role and its token", () => {
  const user = { userid: "k8s@pve" };
  const token = { privilegeSeparation: true };
  const stack = stackOf(
    withIdentities({
      csi: { privileges: ["VM.Audit"], user: { ...user, comment: "Kubernetes" }, token },
      ccm: { privileges: ["Sys.Audit"], user: { ...user, email: "ops@x.org" }, token },
    }),
  );
  const settings = settingsOf(stack);
  expect(Object.keys(settings).filter((name) => /^(user|acl) /.test(name))).toEqual([
    "acl / ccm-role token k8s@pve!ccm-token",
    "acl / ccm-role user k8s@pve",
    "acl / csi-role token k8s@pve!csi-token",
    "acl / csi-role user k8s@pve",
    "user k8s@pve",
    "user k8s@pve comment",
    "user k8s@pve email",
  ]);
  expect(resourceOf(stack, "host3_ccm_token").depends_on).toContain("null_resource.host3_csi_user");
});

test("identities of the same name on several clusters share a file", () => {
  const identities = { plan: { profile: "plan-readonly" } };
  const context = {
    clusters: { a: { endpoint: "https://a", identities }, b: { endpoint: "https://b", identities } },
  };
  const { "plan.tfvars": file, ...others } = filesOf(context);
  expect(others).toEqual({});
  expect(file).toContain("a = {");
  expect(file).toContain('api_token    = "plan@pve!plan-token=<secret>"');
  expect(file?.match(/api_token/g)).toHaveLength(2);
});

test("every kind of file", () => {
  const outputs = {
    env: { flavor: ["bpg", "telmate", "ansible", "packer"] },
    csi: {},
    ccm: { path: "out/ccm.yaml", region: "lab" },
    tfvars: { path: "ci.tfvars", variable: "pve", shape: "object" },
  };
  expect(filesOf(withIdentities({ ci: { outputs } }))).toMatchSnapshot();
});
