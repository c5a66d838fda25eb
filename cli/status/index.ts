import type { Command } from "commander";
import { type LookingOptions, type Report, lookAt, lookingCommand, nodesOf } from "../look";
import { PROCESS, type Surroundings, withExamples } from "../terminal";
import { type StatusDocument, statusDocument } from "./json";
import { type StatusFound, trySsh } from "./ssh";
import { printStatus, whatToDo } from "./table";

interface StatusOptions extends LookingOptions {
  readonly ssh?: true;
}

/**
 * `status [cluster…]`: one table of all clusters and tokens: version, certificate, expiry, whether the secret in the file works, and
 * how much differs. `--ssh` tries the logins that the downstream provider needs next. It changes nothing.
 */
export function statusCommand(surroundings: Surroundings = PROCESS): Command {
  const report: Report<StatusFound, StatusOptions, StatusDocument> = {
    find: async (client, described, { ssh }) => ({
      look: await lookAt(client, described),
      ssh:
        ssh === true
          ? await trySsh(await nodesOf(client), described.sshUsernames, surroundings.environment)
          : undefined,
    }),
    document: statusDocument,
    print: printStatus,
    whatToDo,
  };
  const command = lookingCommand("status", report, surroundings)
    .option("--ssh", "try to log in on every node by SSH, without a question")
    .addHelpText("after", HELP);
  return withExamples(command, ["", "host3 --ssh", "--json   # for a nightly job"]);
}

const HELP = `
  CERTIFICATE  when the one that the node presents ends
  AGE          of the secret; known of tokens that expire a term after its issue, such as 90d
  WORKS        whether PVE lets the token in with the secret in the files of the last deploy
  DIFFERS      how many changes and faults \`cdktf-proxmox-access diff\` shows

What ends within 14 days is warned of. A cluster that does not answer is given up after 10 s, or PROXMOX_VE_RETRY_SECONDS.

Exit code: 0 all is as described and works, 2 something does not, 1 a cluster could not be looked at.`;
