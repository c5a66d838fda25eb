/** A summary shows everything that changes what a deploy does: each setting of a configuration, changed, is another summary. */
import type {
  AclConfiguration,
  ClusterConfiguration,
  IdentityConfiguration,
  OutputsConfiguration,
  ProxmoxConfiguration,
  RoleConfiguration,
  StateEncryptionConfiguration,
  TfvarsConfiguration,
  TokenConfiguration,
  UserConfiguration,
} from "../../configuration";
import { summarizeAccess } from "../../testing";
import { stackOf } from "../support/synth";

type Json = Readonly<Record<string, unknown>>;

/** Another value for each setting: the compiler misses those that are left out. */
type Other<T, Nested extends keyof T = never> = { readonly [K in Exclude<keyof T, Nested>]-?: unknown };

const endpoint = "https://host3.example.org:8006";
const ownership = { adopt: true, removalPolicy: "retain" };
const privileges = {
  privileges: ["VM.Audit"],
  profile: "kubernetes-csi",
  add: ["Pool.Audit"],
  remove: ["VM.Clone"],
};

const cluster: Other<ClusterConfiguration, "user" | "role" | "token"> = {
  endpoint: "https://nuc.example.org:8006",
  nodeName: "pve2",
  clusterName: "lab",
  insecure: true,
  caFile: "ca.pem",
  fingerprint: Array(32).fill("AB").join(":"),
  sshUsername: "ops",
  pveVersion: "9.2",
  reconcile: "always",
  ...ownership,
  acl: [{ path: "/vms" }],
  parameters: { pool: "lab" },
  identities: { plan: {} },
};
const user: Other<UserConfiguration> = {
  userid: "ci@pve",
  comment: "x",
  email: "ci@example.org",
  firstname: "Ada",
  lastname: "Lovelace",
  enable: false,
  expires: "2099-12-31",
  ...ownership,
};
const role: Other<RoleConfiguration> = { roleid: "ci", ...privileges, ...ownership };
const token: Other<TokenConfiguration> = {
  tokenid: "ci",
  privilegeSeparation: true,
  expires: "2099-12-31",
  comment: "x",
  rotation: 2,
  keep: [0],
  ...ownership,
};
/** Why an entry is there is for readers of the program. */
const acl: Other<AclConfiguration, "reason"> = { path: "/vms", propagate: false };
const identity: Other<IdentityConfiguration, "user" | "role" | "token" | "outputs"> = {
  ...ownership,
  acl: [{ path: "/vms" }],
  parameters: { pool: "lab" },
};
const outputs: Other<OutputsConfiguration> = { tfvars: { path: "plan2.tfvars" }, env: {}, csi: {}, ccm: {} };
const tfvars: Other<TfvarsConfiguration, "splitShape"> = {
  path: "other.tfvars",
  variable: "pve",
  shape: "object",
  secret: "file",
};
const encryption: Other<StateEncryptionConfiguration> = {
  passphraseVariable: "other",
  formerPassphraseVariable: "former",
  migrate: "to-plain",
};
const whole: Other<ProxmoxConfiguration, "clusters" | "tfvars"> = {
  backend: { type: "s3", config: { bucket: "b", key: "k", region: "r" } },
  stateEncryption: true,
};

/** Where the settings stand, and what stands beside them. */
const PLACES: readonly (readonly [place: string, others: Json, around: (setting: Json) => Json])[] = [
  ["clusters.host3", cluster, (setting) => ({ clusters: { host3: { endpoint, ...setting } } })],
  ["user", user, (setting) => host3({ user: setting })],
  ["role", role, (setting) => host3({ role: setting })],
  ["token", token, (setting) => host3({ token: setting })],
  ["acl", acl, (setting) => host3({ acl: [{ path: "/pool/lab", ...setting }] })],
  ["identities.plan", identity, (setting) => named(setting)],
  ["identities.plan, privileges", privileges, (setting) => named(setting)],
  ["identities.plan.user", user, (setting) => named({ user: setting })],
  ["identities.plan.token", token, (setting) => named({ token: setting })],
  ["identities.plan.outputs", outputs, (setting) => named({ outputs: setting })],
  ["tfvars", tfvars, (setting) => ({ ...host3({}), tfvars: setting })],
  [
    "tfvars, split",
    { splitShape: "object" },
    (setting) => ({ ...host3({}), tfvars: { shape: "split", secret: "file", ...setting } }),
  ],
  ["the whole", whole, (setting) => ({ ...host3({}), ...setting })],
  [
    "backend",
    { bucket: "c", key: "l" },
    (setting) => backend({ bucket: "b", key: "k", region: "r", ...setting }),
  ],
  ["stateEncryption", encryption, (setting) => ({ ...host3({}), stateEncryption: setting })],
  [
    "parameters",
    { pool: ["lab", "dev"], storage: "fast", bridge: "vmbr0" },
    (setting) => host3({ parameters: setting }),
  ],
  [
    "parameters, bootstrapper",
    { realm: "pam", path: "/pool/lab" },
    (setting) => host3({ role: { profile: "bootstrapper" }, parameters: setting }),
  ],
];

function host3(further: Json): Json {
  return { clusters: { host3: { endpoint, ...further } } };
}

function named(plan: Json): Json {
  return host3({ identities: { plan } });
}

function backend(config: Json): Json {
  return { ...host3({}), backend: { type: "s3", config } };
}

const SETTINGS = PLACES.flatMap(([place, others, around]) =>
  Object.entries(others).map(
    ([setting, other]) => [`${place}: ${setting}`, around({}), around({ [setting]: other })] as const,
  ),
);

test.each(SETTINGS)("%s", (_, before, after) => {
  expect(summarizeAccess(stackOf(after))).not.toBe(summarizeAccess(stackOf(before)));
});
