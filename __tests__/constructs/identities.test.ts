import { resourceOf, stackOf, synthesized } from "../support/synth";

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
