import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
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
  type RemovalRequest,
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
const removal = { ...base, adopt: z.boolean(), removalPolicy };
const described = z.object({ object, settings: z.record(z.string(), z.string()) });
const objects = { ...removal, objects: z.record(z.string(), described) };

/** The shape of each request; the compiler holds it to `pve/spec.ts`. */
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

const DESCRIPTION = z.record(z.string(), z.looseObject({}));

/**
 * Reads the request of a call: its part in the stack's text, and if there is one its part in the description.
 * @throws UserError that names the variable and every fault
 */
export function readRequest<T>(environment: NodeJS.ProcessEnv, schema: z.ZodType<T>): T {
  const visible = readJson(environment, ENVIRONMENT.request, z.looseObject({}));
  const file = environment[ENVIRONMENT.description];
  const described = file === undefined ? {} : readDescription(file, visible["construct"]);
  return checked(ENVIRONMENT.request, schema, { ...described, ...visible });
}

function readDescription(file: string, construct: unknown): object {
  if (!existsSync(file)) {
    throw new UserError(
      `${file} is not there, which \`cdktf synth\` writes. Run this through \`cdktf deploy\`.`,
    );
  }
  const all = checked(ENVIRONMENT.description, DESCRIPTION, parse(file, readFileSync(file, "utf8")));
  const found = typeof construct === "string" ? all[construct] : undefined;
  if (found === undefined) throw describedAnew();
  return found;
}

/** What identifies the deployed object that `delete` is about. */
export function readIdentity(environment: NodeJS.ProcessEnv, kind: ObjectKind): Identity {
  return readJson<Identity>(environment, ENVIRONMENT.self, IDENTITIES[kind]);
}

/** What is deployed: its state by its name. */
export function readDeployed(environment: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const compressed = environment[ENVIRONMENT.deployed];
  if (compressed === undefined) return new Map();
  const text = gunzipSync(Buffer.from(compressed, "base64")).toString();
  return new Map(Object.entries(checked(ENVIRONMENT.deployed, TEXTS, parse(ENVIRONMENT.deployed, text))));
}

/** Where the token file was deployed. */
export function readDeployedFile(environment: NodeJS.ProcessEnv): { readonly path: string } {
  return readJson(environment, ENVIRONMENT.self, z.object({ path: z.string() }));
}

/** The files with fresh secrets, by cluster key. */
export function readSecretFiles(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return readJson(environment, ENVIRONMENT.secretFile, TEXTS);
}

/** The object of the request that Terraform names. */
export function readObject(
  environment: NodeJS.ProcessEnv,
  request: ObjectRequest,
  kind: ObjectKind,
): ObjectSpec {
  return readDescribed(environment, request, kind).object;
}

/** The same for a call that changes the object: it is exactly as the plan has shown it. */
export function readPlannedObject(
  environment: NodeJS.ProcessEnv,
  request: ObjectRequest,
  kind: ObjectKind,
): ObjectSpec {
  const { object, settings } = readDescribed(environment, request, kind);
  const planned = Object.entries(readJson(environment, ENVIRONMENT.self, TEXTS));
  // The time of a deploy that reconciles is no setting.
  const shown = Object.fromEntries(planned.filter(([name]) => name !== "reconciled"));
  if (!isDeepStrictEqual(shown, settings)) throw describedAnew();
  return object;
}

function readDescribed(environment: NodeJS.ProcessEnv, { objects }: ObjectRequest, kind: ObjectKind) {
  const found = objects[readVariable(environment, ENVIRONMENT.key)];
  if (found?.object.kind !== kind) throw describedAnew();
  return found;
}

/** The file with the description is not part of a plan, and another synth may have written it meanwhile. */
function describedAnew(): UserError {
  return new UserError(
    "the stack was synthesized anew since this plan was made, and describes something else. Deploy again.",
  );
}

/** Reads a variable that has to be there. */
export function readVariable(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name] ?? "";
  if (value === "") throw malformed(name, "it is not set");
  return value;
}

function readJson<T>(environment: NodeJS.ProcessEnv, name: string, schema: z.ZodType<T>): T {
  return checked(name, schema, parse(name, readVariable(environment, name)));
}

function checked<T>(name: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
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
