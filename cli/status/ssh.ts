import { execFile } from "node:child_process";
import { isIP } from "node:net";
import { shellQuote } from "../../files/shell-word";
import { sshUsernameFault } from "../../pve/names";
import { foreignText } from "../../pve/wire";
import type { Found, NodeAddress } from "../look";

/** What came of one login by SSH. */
export interface SshTry {
  /** The node's name. */
  readonly node: string;
  /** Who logged in where: `root@192.0.2.3`. */
  readonly login: string;
  readonly works: boolean;
  /** What `ssh` says about it, or why it was not called. */
  readonly error?: string;
  /** The line that gives the node a key of this machine, where that may help. */
  readonly command?: string;
}

/** What `status` has found of one cluster. */
export interface StatusFound extends Found {
  /** Undefined without `--ssh`. */
  readonly ssh: readonly SshTry[] | undefined;
}

/** Seconds until a connection has to stand. */
const CONNECT_SECONDS = 5;

/** Milliseconds after which an `ssh` that hangs nonetheless is ended. */
const LIMIT_MS = 20_000;

/**
 * Tries to log in on each node as the downstream provider does next, and never asks. The user's own `~/.ssh/config` counts. What PVE
 * calls a node, and who logs in, cannot become an option of `ssh`.
 */
export function trySsh(
  nodes: readonly NodeAddress[],
  usernames: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<readonly SshTry[]> {
  const logins = nodes.flatMap((node) => usernames.map((username) => ({ node, username })));
  return Promise.all(logins.map(({ node, username }) => tryLogin(node, username, environment)));
}

async function tryLogin(
  { name, host }: NodeAddress,
  username: string,
  environment: NodeJS.ProcessEnv,
): Promise<SshTry> {
  const login = `${username}@${host}`;
  const about = { node: name, login };
  if (sshUsernameFault(username) !== undefined || !isHost(host))
    return { ...about, works: false, error: "this is no login that ssh takes, so it was not called" };
  const error = await failureOf(login, environment);
  if (error === undefined) return { ...about, works: true };
  if (error === NO_SSH) return { ...about, works: false, error };
  return { ...about, works: false, error, command: `ssh-copy-id ${shellQuote(login)}` };
}

function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host);
}

const NO_SSH = "there is no ssh on the PATH";

/** Why `ssh` failed, in its own words; undefined if it did not. */
function failureOf(login: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const options = ["-o", "BatchMode=yes", "-o", `ConnectTimeout=${String(CONNECT_SECONDS)}`];
  return new Promise((resolve) => {
    const child = execFile(
      "ssh",
      [...options, "--", login, "true"],
      { env: withoutLogin(environment), timeout: LIMIT_MS, killSignal: "SIGKILL" },
      (error, _, stderr) => {
        if (error === null) resolve(undefined);
        else if (error.code === "ENOENT") resolve(NO_SSH);
        else if (error.killed === true) resolve(`no answer within ${String(LIMIT_MS / 1000)} s`);
        else resolve(foreignText(lastLine(stderr)) || `ssh ended with exit code ${String(error.code)}`);
      },
    );
    child.stdin?.end();
  });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

/** `SendEnv` may send any variable to the node, and the login to PVE is no concern of `ssh`. */
function withoutLogin(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("PROXMOX_VE_")));
}
