import { LinkError } from "../files/links";
import { PveApiError, PveNetworkError } from "../pve/wire/errors";
import { UserError } from "../pve/user-error";
import { ENVIRONMENT, type ObjectKind } from "../pve/spec";
import { confirmProof, preflightAccess, proveAccess } from "./access-calls";
import { type Call, type Io, warner } from "./io";
import { claimObject, confirmIssue, deleteObject, ensureObject, issue } from "./object-calls";
import { deleteTokenFile, writeTokenFile } from "./token-file";

const KINDS: readonly ObjectKind[] = ["user", "role", "acl", "token"];

/**
 * Every command of the provisioner; each resolves to the one line that tells what it did. `confirm` does what another command
 * has done before, unless that was killed (see `PveObject.confirm`).
 */
const COMMANDS: Readonly<Record<string, (call: Call) => Promise<string>>> = {
  ...Object.fromEntries(
    KINDS.flatMap((kind) => [
      [`claim ${kind}`, (call: Call) => claimObject(kind, call)],
      [`ensure ${kind}`, (call: Call) => ensureObject(kind, call)],
      [`confirm ${kind}`, (call: Call) => ensureObject(kind, call)],
      [`delete ${kind}`, (call: Call) => deleteObject(kind, call)],
    ]),
  ),
  "issue token": issue,
  "confirm issue": confirmIssue,
  "prove access": proveAccess,
  "confirm proof": confirmProof,
  "preflight access": preflightAccess,
  "write token-file": writeTokenFile,
  "confirm token-file": writeTokenFile,
  "delete token-file": deleteTokenFile,
};

/**
 * Runs one command of the provisioner.
 * @returns the exit code: 0 after one line on `io.out`, or 1 after one error on `io.error`
 */
export async function run(command: string, environment: NodeJS.ProcessEnv, io: Io): Promise<number> {
  try {
    const handler = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
    if (handler === undefined) {
      throw new UserError(`there is no command "${command}", only ${Object.keys(COMMANDS).join(", ")}.`);
    }
    io.out(await handler({ environment, warn: warner(io) }));
    return 0;
  } catch (error) {
    io.error(`Error: ${[construct(environment), message(error)].filter((part) => part !== "").join(": ")}`);
    return 1;
  }
}

/** Errors whose messages are written for the user. */
const WRITTEN = [UserError, PveApiError, PveNetworkError, LinkError] as const;

/** Only messages: a stack or a cause could carry what was sent. */
function message(error: unknown): string {
  const written = WRITTEN.some((type) => error instanceof type);
  const text = error instanceof Error ? error.message : "something that is no Error was thrown";
  return written || isFileError(error) ? text : `unexpected failure: ${text}`;
}

/** Node's own words for a file that cannot be read or written are clear enough, and name the path. */
function isFileError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && "path" in error;
}

/** The construct that the call is about, if the request can be read that far. */
function construct(environment: NodeJS.ProcessEnv): string {
  try {
    const request = JSON.parse(environment[ENVIRONMENT.request] ?? "") as { construct?: unknown } | null;
    return typeof request?.construct === "string" ? request.construct : "";
  } catch {
    return "";
  }
}
