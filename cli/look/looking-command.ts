import type { Command } from "commander";
import type { PveClient } from "../../pve/wire";
import { type SynthesizedCluster, clustersCommand, meant } from "../project";
import {
  type Exit,
  type Outcome,
  type SafeOutput,
  type Surroundings,
  acting,
  exitOf,
  harmless,
  printBeside,
  refuseDebugOutput,
} from "../terminal";
import type { Found } from "./look";
import { type Visit, visitAll } from "./visit";

/** What every command that looks takes. */
export interface LookingOptions {
  readonly output: string;
  readonly json?: true;
}

/** What a command prints with `--json`, as far as its exit code needs it. */
interface LookingDocument {
  readonly clusters: readonly { readonly outcome: Outcome }[];
}

/** What a command makes of its looks. */
export interface Report<T extends Found, O extends LookingOptions, D extends LookingDocument> {
  /** What it looks at in a cluster, without a change. */
  readonly find: (client: PveClient, described: SynthesizedCluster, options: O) => Promise<T>;
  /** What it prints with `--json`; it holds no secret. */
  readonly document: (visits: readonly Visit<T>[]) => D;
  /** Prints the answer to a person. */
  readonly print: (visits: readonly Visit<T>[], stdout: SafeOutput, document: D) => void;
  /** One line on what to do; undefined where there is nothing to do. */
  readonly whatToDo: (visits: readonly Visit<T>[], document: D) => string | undefined;
}

/**
 * A command that looks at the clusters that were synthesized last, all at once, and reports on them: the answer on stdout in the order
 * of the description, warnings and what failed on stderr. The exit code is 0 when all is as described, 2 when something is to be done,
 * and 1 when a cluster could not be looked at.
 */
export function lookingCommand<T extends Found, O extends LookingOptions, D extends LookingDocument>(
  name: string,
  report: Report<T, O, D>,
  surroundings: Surroundings,
): Command {
  return clustersCommand(name)
    .option("--json", "print one JSON document")
    .hook("preAction", refuseDebugOutput)
    .action(
      acting((names: readonly string[], options: O) =>
        run(meant(names, options, surroundings.stderr), options, report, surroundings),
      ),
    );
}

async function run<T extends Found, O extends LookingOptions, D extends LookingDocument>(
  clusters: readonly SynthesizedCluster[],
  options: O,
  { find, document, print, whatToDo }: Report<T, O, D>,
  { environment, stdout, stderr }: Surroundings,
): Promise<Exit> {
  const [answer, beside] = [harmless(stdout), harmless(stderr)];
  // What a connection has to say names its cluster.
  const notice = (line: string): void => beside.write(`${line}\n`);
  const visits = await visitAll(clusters, { environment, notice }, (client, described) =>
    find(client, described, options),
  );
  const found = document(visits);
  if (options.json === true) answer.write(`${JSON.stringify(found, undefined, 2)}\n`);
  else {
    print(visits, answer, found);
    for (const visit of visits)
      printBeside(visit.described.label, "error" in visit ? visit : visit.found.look, beside);
    const next = whatToDo(visits, found);
    if (next !== undefined) beside.write(`${next}\n`, "bold");
  }
  return exitOf(found.clusters.map(({ outcome }) => outcome));
}
