import type { Command } from "commander";
import { type Found, type LookingOptions, type Report, lookAt, lookingCommand } from "../look";
import { PROCESS, type Surroundings, withExamples } from "../terminal";
import { type DiffDocument, diffDocument } from "./json";
import { printFound } from "./lines";
import { whatToDo } from "./what-to-do";

/**
 * `diff [cluster…]`: what a deploy would do, in words, and what others have changed or added. It compares the clusters with what was
 * synthesized last, which `cdktf diff` cannot do: that one compares with the state. Certificate, login, rights, names and versions are
 * checked first, so it is also the check before a first deploy, and the secrets that a deploy has written into files are tried.
 */
export function diffCommand(surroundings: Surroundings = PROCESS): Command {
  const report: Report<Found, LookingOptions, DiffDocument> = {
    find: async (client, described) => ({ look: await lookAt(client, described) }),
    document: diffDocument,
    print: printFound,
    whatToDo,
  };
  return withExamples(lookingCommand("diff", report, surroundings).addHelpText("after", HELP), [
    "",
    "host3",
    "proxmox-access/host3   # the one of that stack",
    "--json",
  ]);
}

const HELP = `
  + made or granted by a deploy    ~ set otherwise    - taken away
  ! not mended by a deploy: the line says what mends it

It checks certificate, login, rights, names and versions first, so it is also the check before a first deploy. It tries the
secrets in the files that a deploy wrote. Terraform's state is not looked at: that a secret is to be renewed stands in the
plan only (\`npx cdktf diff\`). A cluster that does not answer is given up after 10 s, or PROXMOX_VE_RETRY_SECONDS.

Exit code: 0 all is as described, 2 something is not, 1 a cluster could not be looked at.`;
