/** The shapes of what Terraform hands over; the compiler holds them to `pve/spec.ts`. */
import * as z from "zod";
import type { Identity } from "../pve/objects/identity";
import type {
  IssueRequest,
  ObjectKind,
  ObjectRequest,
  ObjectSpec,
  PreflightRequest,
  ProofRequest,
  RemovalRequest,
  TokenFileRequest,
} from "../pve/spec";

const strings = z.array(z.string());
const subject = z.object({ type: z.enum(["user", "group", "token"]), ugid: z.string() });
const parameters = z.object({
  pool: strings.exactOptional(),
  storage: strings.exactOptional(),
  bridge: strings.exactOptional(),
  node: strings.exactOptional(),
  realm: strings.exactOptional(),
  path: strings.exactOptional(),
});
const profiles = { profiles: strings, add: strings, remove: strings };
const placed = z.object({
  ...profiles,
  parameters,
  on: z.object({ path: z.string(), propagate: z.boolean() }),
});
const resolved = z.object({ profiles: strings, pveVersion: z.string() });
const list = z.object({ list: strings, resolved: resolved.exactOptional() });
const privileges = z.union([list, placed, z.object(profiles)]);
const removalPolicy = z.enum(["automatic", "delete", "retain"]);

const user = z.object({
  kind: z.literal("user"),
  userid: z.string(),
  comment: z.string(),
  email: z.string(),
  firstname: z.string(),
  lastname: z.string(),
  enable: z.boolean(),
  expire: z.number(),
});
const role = z.object({ kind: z.literal("role"), roleid: z.string(), privileges });
const acl = z.object({
  kind: z.literal("acl"),
  path: z.string(),
  roleid: z.string(),
  subject,
  propagate: z.boolean(),
  privileges: placed.exactOptional(),
});
const token = z.object({
  kind: z.literal("token"),
  userid: z.string(),
  tokenid: z.string(),
  comment: z.string(),
  privsep: z.boolean(),
  expire: z.number(),
});
const object: z.ZodType<ObjectSpec> = z.discriminatedUnion("kind", [user, role, acl, token]);

const grants = z.array(
  z.object({ path: z.string(), roleid: z.string(), privileges, propagate: z.boolean() }),
);

const base = {
  cluster: z.object({
    key: z.string(),
    endpoint: z.string(),
    insecure: z.boolean(),
    caFile: z.string().exactOptional(),
    fingerprint: z.string().exactOptional(),
  }),
  owner: z.string(),
  construct: z.string(),
};
const removal = { ...base, adopt: z.boolean(), removalPolicy };
const described = z.object({ object, settings: z.record(z.string(), z.string()) });
const objects = { ...removal, objects: z.record(z.string(), described) };

/** The shape of each request. */
export const REQUESTS = {
  removal: z.object(removal) satisfies z.ZodType<RemovalRequest>,
  object: z.object(objects) satisfies z.ZodType<ObjectRequest>,
  issue: z.object({
    ...objects,
    acl: z.array(acl),
    secret: z.enum(["state", "file"]),
    stateFiles: strings,
  }) satisfies z.ZodType<IssueRequest>,
  proof: z.object({
    ...base,
    userid: z.string(),
    tokenid: z.string(),
    privsep: z.boolean(),
    grants,
    secretFolder: z.string(),
    removeSecrets: z.boolean(),
    context: z.object({
      reconcile: z.enum(["on-change", "always"]),
      acl: z.string(),
      subjects: strings,
      further: grants,
    }),
  }) satisfies z.ZodType<ProofRequest>,
  preflight: z.object({
    construct: z.string(),
    clusters: z.array(z.object({ cluster: base.cluster, owner: z.string() })),
    objects: z.record(z.string(), z.object({ object, adopt: z.boolean(), removalPolicy, state: z.string() })),
  }) satisfies z.ZodType<PreflightRequest>,
  tokenFile: z.object({
    construct: z.string(),
    path: z.string(),
    variable: z.string(),
    shape: z.enum(["map", "object"]),
    header: z.string(),
    tokens: z.array(z.object({ key: z.string(), fullTokenid: z.string(), secretFolder: z.string() })),
  }) satisfies z.ZodType<TokenFileRequest>,
};

/** The triggers that identify an object, as its lifetime has them. */
export const IDENTITIES = {
  user: z.object({ userid: z.string() }).transform((self) => ({ kind: "user" as const, ...self })),
  role: z.object({ roleid: z.string() }).transform((self) => ({ kind: "role" as const, ...self })),
  acl: z
    .object({ path: z.string(), roleid: z.string(), subject_type: subject.shape.type, ugid: z.string() })
    .transform(({ path, roleid, subject_type: type, ugid }) => {
      return { kind: "acl" as const, path, roleid, subject: { type, ugid } };
    }),
  token: z
    .object({ userid: z.string(), tokenid: z.string() })
    .transform((self) => ({ kind: "token" as const, ...self })),
} satisfies Record<ObjectKind, z.ZodType<Identity>>;
