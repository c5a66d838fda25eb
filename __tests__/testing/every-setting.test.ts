/** A summary shows everything that changes what a deploy does: each setting of a configuration, changed, is another summary. */
import fc from "fast-check";
import type {
  AclConfiguration,
  ClusterConfiguration,
  EnvConfiguration,
  GroupConfiguration,
  IdentityConfiguration,
  OutputsConfiguration,
  ProxmoxConfiguration,
  RoleConfiguration,
  StateEncryptionConfiguration,
} from "../../configuration";
import { configurationSchema } from "../../configuration/schema/root";
import { settingsAt } from "../../configuration/schema/settings-at";
import { summarizeAccess } from "../../testing";
import { stackOf } from "../support/synth";
import { places, privileges, role, tfvars, token, user, yaml } from "./settings";
import * as value from "./values";
import type { Others } from "./values";

type Json = Readonly<Record<string, unknown>>;

const endpoint = "https://host3.example.org:8006";

/** The settings that stand at one place of the schema. */
interface Place {
  /** From `context.proxmox` on. */
  readonly at: readonly string[];
  readonly others: Readonly<Record<string, fc.Arbitrary<unknown>>>;
  /** Settings that have a place of their own, or that only a word may be given for. */
  readonly nested?: readonly string[];
  /** The configuration with these settings at the place. */
  readonly around: (settings: Json) => Json;
}

const PLACES: readonly Place[] = [
  {
    at: ["clusters", "host3"],
    others: {
      endpoint: value.endpoints,
      nodeName: value.name,
      clusterName: value.comment,
      insecure: value.yes,
      caFile: value.file,
      fingerprint: value.fingerprints,
      sshUsername: value.name,
      pveVersion: value.pveVersion,
      reconcile: fc.constant("always"),
      ...value.ownership,
      ...places,
      groups: value.name.map((name) => ({ [name]: {} })),
      identities: value.name.map((name) => ({ [name]: {} })),
    } satisfies Others<ClusterConfiguration, "user" | "role" | "token">,
    nested: ["user", "role", "token"],
    around: (settings) => ({ clusters: { host3: { endpoint, ...settings } } }),
  },
  { at: ["clusters", "host3", "user"], others: user, around: (settings) => host3({ user: settings }) },
  {
    at: ["clusters", "host3", "role"],
    others: { ...role, ...privileges } satisfies Others<RoleConfiguration>,
    around: (settings) => host3({ role: settings }),
  },
  { at: ["clusters", "host3", "token"], others: token, around: (settings) => host3(withTerm(settings)) },
  {
    at: ["clusters", "host3", "acl", "0"],
    others: {
      path: value.path,
      propagate: fc.constant(false),
      reason: value.comment,
    } satisfies Others<AclConfiguration>,
    around: (settings) => host3({ acl: [{ path: "/vms", ...settings }] }),
  },
  {
    at: ["clusters", "host3", "parameters"],
    others: {
      pool: value.names,
      storage: value.names,
      zone: fc.constantFrom(["lab"], ["lab", "prod"]),
      vnet: fc.constantFrom(["lab/web"], ["lab/web", "lab/db"]),
      bridge: value.names,
      node: value.names,
      realm: fc.constantFrom(["pam"], ["pam", "pve"]),
      path: fc.uniqueArray(value.path, { minLength: 1, maxLength: 2 }),
    } satisfies Others<NonNullable<ClusterConfiguration["parameters"]>>,
    around: (parameters) => host3({ role: { profile: ["karpenter", "bootstrapper"] }, parameters }),
  },
  {
    at: ["clusters", "host3", "identities", "plan"],
    others: { ...privileges, ...places, ...value.ownership } satisfies Others<
      IdentityConfiguration,
      "user" | "role" | "token" | "outputs"
    >,
    nested: ["user", "role", "token", "outputs"],
    around: (settings) => named(settings),
  },
  {
    at: ["clusters", "host3", "identities", "plan", "user"],
    others: user,
    around: (settings) => named({ user: settings }),
  },
  {
    at: ["clusters", "host3", "identities", "plan", "role"],
    others: role,
    around: (settings) => named({ role: settings }),
  },
  {
    at: ["clusters", "host3", "groups", "team"],
    others: {
      comment: value.comment,
      ...privileges,
      ...places,
      ...value.ownership,
    } satisfies Others<GroupConfiguration & RoleConfiguration, "role" | "roleid" | "existing">,
    nested: ["role"],
    around: (settings) => grouped(settings),
  },
  {
    at: ["clusters", "host3", "groups", "team", "role"],
    others: role,
    around: (settings) => grouped({ role: settings }),
  },
  {
    at: ["clusters", "host3", "identities", "plan", "token"],
    others: token,
    around: (settings) => named(withTerm(settings)),
  },
  {
    at: ["clusters", "host3", "identities", "plan", "outputs"],
    others: {
      tfvars: fc.constant({}),
      env: fc.constant({}),
      csi: fc.constant({}),
      ccm: fc.constant({}),
    } satisfies Others<OutputsConfiguration>,
    around: (outputs) => named({ outputs }),
  },
  {
    at: ["clusters", "host3", "identities", "plan", "outputs", "tfvars"],
    others: tfvars,
    nested: ["splitShape"],
    around: (settings) => named({ outputs: { tfvars: settings } }),
  },
  {
    at: ["clusters", "host3", "identities", "plan", "outputs", "env"],
    others: {
      path: value.file,
      flavor: fc.constantFrom(["telmate"], ["ansible", "bpg"]),
    } satisfies Others<EnvConfiguration>,
    around: (env) => named({ outputs: { env } }),
  },
  ...["csi", "ccm"].map((kind) => ({
    at: ["clusters", "host3", "identities", "plan", "outputs", kind],
    others: yaml,
    around: (settings: Json) => named({ outputs: { [kind]: settings } }),
  })),
  {
    at: ["tfvars"],
    others: { ...tfvars, secret: fc.constant("file") },
    nested: ["splitShape"],
    around: (settings) => ({ ...host3({}), tfvars: settings }),
  },
  {
    at: ["tfvars"],
    others: { splitShape: fc.constant("object") },
    nested: ["path", "variable", "shape", "secret"],
    around: (settings) => ({ ...host3({}), tfvars: { shape: "split", secret: "file", ...settings } }),
  },
  {
    at: [],
    others: {
      backend: fc.constantFrom({ type: "s3" }, { type: "local", config: { path: "../other.tfstate" } }),
      stateEncryption: value.yes,
    } satisfies Others<ProxmoxConfiguration, "clusters" | "tfvars">,
    nested: ["clusters", "tfvars"],
    around: (settings) => ({ ...host3({}), ...settings }),
  },
  {
    at: ["backend"],
    others: { config: fc.record({ bucket: value.name, key: value.name }) },
    nested: ["type"],
    around: (settings) => ({ ...host3({}), backend: { type: "s3", ...settings } }),
  },
  {
    at: ["backend"],
    others: { config: value.file.map((path) => ({ path })) },
    nested: ["type"],
    around: (settings) => ({ ...host3({}), backend: { type: "local", ...settings } }),
  },
  {
    at: ["stateEncryption"],
    others: {
      passphraseVariable: value.name,
      formerPassphraseVariable: value.name,
      migrate: fc.constantFrom("from-plain", "to-plain"),
    } satisfies Others<StateEncryptionConfiguration>,
    around: (stateEncryption) => ({ ...host3({}), stateEncryption }),
  },
];

/** Nothing but a term is renewed. */
function withTerm(settings: Json): Json {
  return { token: { expires: value.TERM, ...settings } };
}

function host3(further: Json): Json {
  return { clusters: { host3: { endpoint, ...further } } };
}

function named(plan: Json): Json {
  return host3({ identities: { plan } });
}

function grouped(team: Json): Json {
  return host3({ groups: { team } });
}

describe.each(PLACES)("$at", ({ at, others, nested = [], around }) => {
  test("has no setting that is forgotten here", () => {
    expect([...Object.keys(others), ...nested].sort()).toEqual(
      [...settingsAt(configurationSchema, at)].sort(),
    );
  });

  const summaryOf = (settings: Json) => summarizeAccess(stackOf(around(settings)));
  let unset: string;
  beforeAll(() => (unset = summaryOf({})));

  test.each(Object.entries(others))("%s", (setting, values) => {
    value.expectToShow(values, unset, (other) => summaryOf({ [setting]: other }));
  });
});
