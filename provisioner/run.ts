import { PlaceError } from "../files/places";
import { ENVIRONMENT, type ProvisionerCommand } from "../pve/spec";
import { UserError } from "../pve/user-error";
import { forTerminal } from "../pve/for-terminal";
import { PveApiError, PveNetworkError } from "../pve/wire";
import { deleteObject } from "./delete";
import { finish } from "./finish";
import { type Call, type Io, warner } from "./io";
import { preflight } from "./preflight";
import { reconcileCluster, reissueSecret } from "./reconcile";
import { deleteTokenFile } from "./token-file";
import { fetchCa } from "./trust";

/** Every command of the provisioner. */
const COMMANDS: Readonly<Record<ProvisionerCommand, (call: Call) => void | Promise<void>>> = {
  reconcile: reconcileCluster,
  reissue: reissueSecret,
  delete: deleteObject,
  preflight,
  finish,
  "delete-token-file": deleteTokenFile,
  "fetch-ca": fetchCa,
};

/**
 * Runs one command of the provisioner.
 * @param isAwaited whether Terraform still waits for it
 * @returns the exit code: 0, or 1 after one error on `io.error`
 */
export async function run(
  command: string,
  environment: NodeJS.ProcessEnv,
  given: Io,
  isAwaited: () => boolean,
): Promise<number> {
  const io = harmless(given);
  try {
    if (!isCommand(command))
      throw new UserError(`there is no command "${command}", only ${Object.keys(COMMANDS).join(", ")}.`);
    await COMMANDS[command]({ environment, say: io.out, warn: warner(io), notice: io.error, isAwaited });
    return 0;
  } catch (error) {
    io.error(`Error: ${[construct(environment), message(error)].filter((part) => part !== "").join(": ")}`);
    return 1;
  }
}

/** Whatever a command says, no text in it steers the terminal. */
function harmless({ out, error }: Io): Io {
  return { out: (line) => out(forTerminal(line)), error: (line) => error(forTerminal(line)) };
}

function isCommand(command: string): command is ProvisionerCommand {
  return Object.hasOwn(COMMANDS, command);
}

/** Errors whose messages are written for the user. */
const WRITTEN = [UserError, PveApiError, PveNetworkError, PlaceError] as const;

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
