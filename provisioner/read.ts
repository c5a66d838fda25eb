import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type * as z from "zod/mini";
import { DESCRIPTION_FILE, type Description, ENVIRONMENT, type Settings } from "../pve/spec";
import { UserError } from "../pve/user-error";
import { description, texts } from "./requests";

/** Reads the request of a call. @throws UserError that names the variable and every fault */
export function readRequest<T>(environment: NodeJS.ProcessEnv, schema: z.ZodMiniType<T>): T {
  const name = ENVIRONMENT.request;
  return readJson(name, schema, readVariable(environment, name));
}

/** Reads the triggers that a call is about. */
export function readTriggers(environment: NodeJS.ProcessEnv): Settings {
  const name = ENVIRONMENT.triggers;
  const compressed = Buffer.from(readVariable(environment, name), "base64");
  return readJson(name, texts, unzipped(name, compressed));
}

/** Reads a variable that has to be there. */
export function readVariable(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name] ?? "";
  if (value === "") throw malformed(name, "it is not set");
  return value;
}

/** Reads what synth has written beside the stack. */
export function readDescription(file: string = DESCRIPTION_FILE): Description {
  if (!existsSync(file))
    throw new UserError(
      `${file} is not there, which \`cdktf synth\` writes. Run this through \`cdktf deploy\`.`,
    );
  return readJson(file, description, readFileSync(file, "utf8"));
}

/** Reads what we have written. @throws UserError that names it, every fault, and what to do about them */
export function readJson<T>(name: string, schema: z.ZodMiniType<T>, text: string, advice = ADVICE): T {
  const value = parse(text);
  if (value === undefined) throw malformed(name, "it is no JSON", advice);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw malformed(name, faults.join("; "), advice);
}

function unzipped(name: string, compressed: Buffer): string {
  try {
    return gunzipSync(compressed).toString();
  } catch {
    throw malformed(name, "it is not compressed");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ADVICE = "Run this through `cdktf deploy`.";

function malformed(name: string, fault: string, advice = ADVICE): UserError {
  return new UserError(`${name} is not as cdktf-proxmox-access writes it (${fault}). ${advice}`);
}
