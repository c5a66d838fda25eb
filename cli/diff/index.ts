import { Command } from "commander";
import { lookAt, visitAll } from "../look";
import { chosenClusters, readSynthesized } from "../project";
import {
  EXIT,
  type Exit,
  PROCESS,
  type Surroundings,
  fail,
  harmless,
  refuseDebugOutput,
  withExamples,
  worst,
} from "../terminal";
import { diffDocument } from "./json";
import { printBeside, printFound } from "./lines";
import { whatToDo } from "./what-to-do";

interface DiffOptions {
  readonly output: string;
  readonly json?: true;
}

/**
 * `diff [cluster…]`: what a deploy would do, in words, and what others have changed or added. It compares the clusters with what was
 * synthesized last, which `cdktf diff` cannot do: that one compares with the state. Certificate, login, rights, names and versions are
 * checked first, so it is also the check before a first deploy, and the secrets that a deploy has written into files are tried. It
 * changes nothing.
 */
export function diffCommand(surroundings: Surroundings = PROCESS): Command {
  const command = new Command("diff")
    .argument("[cluster...]", "keys of the clusters, or <stack>/<key> (default: all)")
    .option("--output <folder>", "what `cdktf synth` has written", "cdktf.out")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .hook("preAction", refuseDebugOutput)
    .action(async function (this: Command, names: readonly string[], options: DiffOptions) {
      try {
        process.exitCode = await run(names, options, surroundings);
      } catch (error) {
        fail(this, error);
      }
    });
  return withExamples(command, [
    "",
    "host3",
    "access/host3   # of one stack, where two have a host3",
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

async function run(
  names: readonly string[],
  { output, json }: DiffOptions,
  { environment, stdout, stderr }: Surroundings,
): Promise<Exit> {
  const clusters = chosenClusters(readSynthesized(output), names);
  const [answer, beside] = [harmless(stdout), harmless(stderr)];
  const notice = (line: string): void => beside.write(`${line}\n`);
  const visits = await visitAll(clusters, { environment, notice }, lookAt);
  const document = diffDocument(visits);
  if (json === true) answer.write(`${JSON.stringify(document, undefined, 2)}\n`);
  else {
    printFound(visits, answer);
    printBeside(visits, beside);
    const summary = whatToDo(visits);
    if (summary !== undefined) beside.write(`${summary}\n`, "bold");
  }
  return worst(document.clusters.map(({ outcome }) => EXITS[outcome]));
}

const EXITS = { "as-described": EXIT.asDescribed, differs: EXIT.differs, failed: EXIT.failed } as const;
