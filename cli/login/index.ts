import { Command } from "commander";
import { shellQuote } from "../../files/shell-word";
import { type Setting, normaliseEndpoint, readScoped, variableName } from "../../pve/names";
import type { ClusterSpec } from "../../pve/spec";
import { TICKET_HOURS, type Ticket, chooseEndpoint, loginAdvice, openChannel } from "../../pve/wire";
import { readCluster } from "../cdktf-json";
import { CLUSTER, CONFIG, OUTPUT } from "../project";
import { reachOf } from "../reach";
import {
  type AskingSurroundings,
  PROCESS,
  acting,
  harmless,
  refuseDebugOutput,
  withExamples,
} from "../terminal";
import { logInAsAsked } from "./ask-login";

interface LoginOptions {
  readonly config: string;
  readonly output: string;
  readonly endpoint?: string;
  readonly username?: string;
}

/**
 * `login <cluster>`: asks once for user, password and code, and prints `export` lines for a ticket, so that a deploy,
 * which logs in to a cluster more than once, asks for no code. Written for `eval "$(npx cdktf-proxmox-access login <cluster>)"`.
 */
export function loginCommand(surroundings: AskingSurroundings = PROCESS): Command {
  const command = new Command("login")
    .argument(...CLUSTER)
    .option(...CONFIG)
    .option(...OUTPUT)
    .option("--endpoint <url>", "log in there, and do not read the configuration")
    .option("--username <userid>", "user with realm, such as root@pam (default: asked for)")
    .hook("preAction", refuseDebugOutput)
    .action(
      acting(async (key: string, options: LoginOptions) => {
        try {
          await run(key, options, surroundings);
        } catch (error) {
          // What a shell evaluates is to fail too: it does not see this command's exit code.
          if (surroundings.stdout.isTTY !== true) surroundings.stdout.write("false\n");
          throw error;
        }
      }),
    );
  return withExamples(command, [
    "host3",
    "host3 --username jane@pam",
    "host3 --endpoint https://host4.example.org:8006",
  ]);
}

async function run(key: string, options: LoginOptions, surroundings: AskingSurroundings): Promise<void> {
  const [stdout, stderr] = [harmless(surroundings.stdout), harmless(surroundings.stderr)];
  const say = (line: string): unknown => stderr.write(`${line}\n`);
  const endpoint =
    options.endpoint === undefined ? undefined : normaliseEndpoint(options.endpoint, "--endpoint");
  const environment =
    endpoint === undefined
      ? surroundings.environment
      : { ...surroundings.environment, [variableName("ENDPOINT", "cluster", key)]: endpoint };
  const cluster: ClusterSpec =
    endpoint === undefined ? readCluster(key, options) : { key, endpoint, insecure: false };
  const channel = openChannel(await chooseEndpoint(reachOf(cluster, environment), say), say);
  if (stdout.isTTY) say(`The lines below are secret. To set them without showing them: ${loginAdvice(key)}`);
  const ticket = await logInAsAsked(channel, key, options.username, { ...surroundings, environment });
  stdout.write(exportLines(key, ticket));
  say(
    `Logged in to ${channel.endpoint} as ${ticket.userid}. The ticket lasts ${TICKET_HOURS} hours; then log in again.`,
  );
  const token = readScoped(environment, "API_TOKEN", "cluster", key);
  if (token) say(`Warning: ${token.name} is set and wins over the ticket; unset it to use the ticket.`);
}

function exportLines(key: string, { ticket, csrfToken }: Ticket): string {
  const line = (setting: Setting, value: string): string =>
    `export ${variableName(setting, "cluster", key)}=${shellQuote(value)}\n`;
  return line("AUTH_TICKET", ticket) + line("CSRF_PREVENTION_TOKEN", csrfToken);
}
