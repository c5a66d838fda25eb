import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import * as z from "zod";
import { UserError } from "../pve/user-error";
import type { Identity } from "../pve/objects/identity";
import {
  ENVIRONMENT,
  type ObjectKind,
  type ObjectRequest,
  type ObjectSpec,
  type PreflightRequest,
} from "../pve/spec";
import { IDENTITIES } from "./request-shapes";

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

/** What a preflight knows of one cluster. */
export function objectsOn(key: string, { objects }: PreflightRequest): PreflightRequest["objects"] {
  return Object.fromEntries(Object.entries(objects).filter(([name]) => name.startsWith(`${key} `)));
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
