import { loadConfiguration } from "../../configuration";
import { ENDPOINT, faultsOf, one, sameEndpoint, two, withIdentities } from "./support";

test("an endpoint is enough: everything else has a default", () => {
  expect(loadConfiguration(one({}))).toEqual({
    clusters: {
      host3: {
        endpoint: [ENDPOINT],
        nodeName: "host3",
        clusterName: "host3",
        insecure: false,
        sshUsername: "root",
        reconcile: "on-change",
        adopt: false,
        user: { userid: "opentofu@pve" },
        role: { roleid: "opentofu-role" },
        acl: [{ path: "/", propagate: true }],
        token: { tokenid: "opentofu-token", privilegeSeparation: false, rotation: "1" },
      },
    },
    tfvars: {
      path: "terraform.tfvars",
      variable: "proxmox",
      shape: "map",
      splitShape: "map",
      secret: "state",
    },
  });
});

test("values come out in one form", () => {
  const { clusters, stateEncryption, tfvars } = loadConfiguration(
    one(
      {
        endpoint: "https://HOST3.example.org:8006/api2/json/",
        fingerprint: "ab".repeat(32),
        role: { profile: "monitoring" },
        acl: [{ path: "pool/lab/" }, "vms/"],
        token: { rotation: 3, keep: [2, "1"] },
      },
      { stateEncryption: true, tfvars: { secret: "file" } },
    ),
  );
  expect(clusters["host3"]).toMatchObject({
    endpoint: [ENDPOINT],
    fingerprint: [Array<string>(32).fill("AB").join(":")],
    role: { profile: ["monitoring"] },
    acl: [
      { path: "/pool/lab", propagate: true },
      { path: "/vms", propagate: true },
    ],
    token: { rotation: "3", keep: ["2", "1"] },
  });
  expect(stateEncryption).toEqual({ passphraseVariable: "state_passphrase" });
  expect(tfvars.shape).toBe("split");
});

test("an identity is named after its key, and its profile goes where it is needed", () => {
  const { clusters } = loadConfiguration(withIdentities({ plan: { profile: "plan-readonly" } }));
  expect(clusters["host3"]?.user).toBeUndefined();
  expect(clusters["host3"]?.identities?.["plan"]).toMatchObject({
    user: { userid: "plan@pve" },
    role: { roleid: "plan-role", profile: ["plan-readonly"] },
    parameters: {},
    token: { tokenid: "plan-token" },
    outputs: { tfvars: { path: "plan.tfvars", variable: "proxmox", shape: "map" } },
  });
});

test("what PVE keeps and nobody described is not described with a default", () => {
  const { clusters } = loadConfiguration(withIdentities({ plan: {} }, { user: {} }));
  const described = [clusters["host3"], clusters["host3"]?.identities?.["plan"]];
  for (const access of described) {
    expect(Object.keys(access?.user ?? {})).toEqual(["userid"]);
    expect(Object.keys(access?.token ?? {}).sort()).toEqual(["privilegeSeparation", "rotation", "tokenid"]);
  }
});

test.each([
  ["a profile", {}, { parameters: {} }],
  ["a profile that is confined", { parameters: { pool: "lab" } }, { parameters: { pool: ["lab"] } }],
  [
    "a profile with its places",
    { acl: [{ path: "/pool/lab" }] },
    { acl: [{ path: "/pool/lab", propagate: true }] },
  ],
  ["a list of privileges", { privileges: ["VM.Audit"] }, { acl: [{ path: "/", propagate: true }] }],
])("where %s of an identity counts", (_, described, where) => {
  const { clusters } = loadConfiguration(withIdentities({ plan: described }));
  const { acl, parameters } = clusters["host3"]!.identities!["plan"]!;
  expect({ ...(acl && { acl }), ...(parameters && { parameters }) }).toEqual(where);
});

test("files of an identity are named after it", () => {
  const outputs = { tfvars: {}, env: {}, csi: {}, ccm: {} };
  const { clusters } = loadConfiguration(withIdentities({ ci: { outputs } }));
  expect(clusters["host3"]?.identities?.["ci"]?.outputs).toEqual({
    tfvars: { path: "ci.tfvars", variable: "proxmox", shape: "map", splitShape: "map" },
    env: { path: "host3-ci.env", flavor: ["bpg"] },
    csi: { path: "ci-csi.yaml" },
    ccm: { path: "ci-ccm.yaml" },
  });
});

test.each<[string, unknown]>([
  ["several clusters", two({})],
  ["a list of privileges for its version", one({ pveVersion: "8.4", role: { privileges: ["VM.Monitor"] } })],
  [
    "a profile on any version",
    one({ pveVersion: "9.2", role: { profile: ["opentofu-vm", "image-download"] } }),
  ],
  ["the shape for one of two clusters", two({ shape: "object" }, { identities: { plan: {} } })],
  ["a token in a file", one({}, { tfvars: { secret: "file", splitShape: "object" } })],
  [
    "a backend",
    one({}, { backend: { type: "s3", config: { bucket: "b", skip_credentials_validation: true } } }),
  ],
  [
    "a key at a key service",
    one({}, { backend: { type: "gcs", config: { kms_encryption_key: "projects/x" } } }),
  ],
  ["no encryption", one({}, { stateEncryption: false })],
  ["a path out of the project", one({}, { tfvars: { path: "../opentofu/terraform.tfvars" } })],
  ["IPv6 without a port", one({ endpoint: "https://[::1]" })],
  ["two identities at one endpoint", sameEndpoint({ userid: "b@pve" }, { roleid: "role-b" })],
])("accepted: %s", (_, context) => {
  expect(faultsOf(context)).toEqual([]);
});
