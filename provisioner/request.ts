import * as z from "zod";
import { UserError } from "../pve/errors";
import type { Identity } from "../pve/identity";
import {
  ENVIRONMENT,
  type IssueRequest,
  type ObjectKind,
  type ObjectRequest,
  type ObjectSpec,
  type PreflightRequest,
  type ProofRequest,
  type TokenFileRequest,
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
const objects = { objects: z.record(z.string(), object), adopt: z.boolean(), removalPolicy };

/** The shape of each request; the compiler holds it to `pve/spec.ts`. */
export const REQUESTS = {
  object: z.object({ ...base, ...objects }) satisfies z.ZodType<ObjectRequest>,
  issue: z.object({
    ...base,
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
    described: z.object({
      reconcile: z.enum(["on-change", "always"]),
      acl: z.string(),
      subjects: strings,
      further: grants,
    }),
  }) satisfies z.ZodType<ProofRequest>,
  preflight: z.object({
    construct: z.string(),
    clusters: z.array(
      z.object({
        cluster: base.cluster,
        owner: z.string(),
        objects: z.record(
          z.string(),
          z.object({ object, adopt: z.boolean(), removalPolicy, state: z.string() }),
        ),
      }),
    ),
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
const IDENTITIES = {
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

const TEXTS = z.record(z.string(), z.string());

/** Reads the request of a call. @throws UserError that names the variable and every fault */
export function readRequest<T>(environment: NodeJS.ProcessEnv, schema: z.ZodType<T>): T {
  return readJson(environment, ENVIRONMENT.request, schema);
}

/** What identifies the deployed object that `delete` is about. */
export function readIdentity(environment: NodeJS.ProcessEnv, kind: ObjectKind): Identity {
  return readJson<Identity>(environment, ENVIRONMENT.self, IDENTITIES[kind]);
}

/** What is deployed: its state by its name. */
export function readDeployed(environment: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  return new Map(Object.entries(readJson(environment, ENVIRONMENT.self, TEXTS)));
}

/** Where the token file was deployed. */
export function readDeployedFile(environment: NodeJS.ProcessEnv): { readonly path: string } {
  return readJson(environment, ENVIRONMENT.self, z.object({ path: z.string() }));
}

/** The files with fresh secrets, by cluster key. */
export function readSecretFiles(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return readJson(environment, ENVIRONMENT.secretFile, TEXTS);
}

/** The object of the request that Terraform names; the only one needs no name. */
export function readObject(
  environment: NodeJS.ProcessEnv,
  request: ObjectRequest,
  kind: ObjectKind,
): ObjectSpec {
  const keys = Object.keys(request.objects);
  const key = environment[ENVIRONMENT.key] ?? (keys.length === 1 ? keys[0] : undefined);
  const found = key === undefined ? undefined : request.objects[key];
  if (found?.kind === kind) return found;
  throw malformed(
    ENVIRONMENT.key,
    `it names no ${kind} of the request, which has ${keys.join(", ") || "none"}`,
  );
}

/** Reads a variable that has to be there. */
export function readVariable(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name] ?? "";
  if (value === "") throw malformed(name, "it is not set");
  return value;
}

function readJson<T>(environment: NodeJS.ProcessEnv, name: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parse(name, readVariable(environment, name)));
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw malformed(name, faults.join("; "));
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(name, "it is no JSON");
  }
}

function malformed(name: string, fault: string): UserError {
  return new UserError(
    `${name} is not as cdktf-proxmox-access writes it (${fault}). Run this through \`cdktf deploy\`.`,
  );
}
