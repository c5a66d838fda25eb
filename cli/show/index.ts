import { type Command, Option } from "commander";
import type { PveRelease } from "../../pve/privileges";
import { isoTime, now } from "../../pve/names";
import { visitAll } from "../look";
import { type SynthesizedCluster, clustersCommand, meant } from "../project";
import { release } from "../options";
import {
  type Beside,
  EXIT,
  type Exit,
  PROCESS,
  type Surroundings,
  acting,
  harmless,
  printBeside,
  refuseDebugOutput,
  withExamples,
} from "../terminal";
import type { AccessReview, ReviewedCluster } from "./json";
import { lookAt, readDescribed, unseen } from "./look";
import { LIMITS, mermaid } from "./mermaid";
import { DEFAULT_PAGE, htmlFile, preparePage, writePage } from "./page-file";
import { writeTree } from "./tree";

interface ShowOptions {
  readonly output: string;
  readonly described?: true;
  readonly pve?: PveRelease;
  readonly privileges?: true;
  readonly mermaid?: true;
  readonly html?: string | true;
  readonly json?: true;
}

/**
 * `show [cluster…]`: who can do what on the clusters, what is ours and what is others', as a tree, a diagram, a page or JSON. It
 * changes nothing in PVE. The exit code is 0, and 1 when a cluster could not be looked at.
 */
export function showCommand(surroundings: Surroundings = PROCESS): Command {
  const command = clustersCommand("show")
    .option(
      "--described",
      "show what is described, before it is deployed; nothing connects, no login is needed",
    )
    .addOption(
      new Option(
        "--pve <version>",
        "with --described: resolve the profiles for this version, such as 9",
      ).argParser(release),
    )
    .option("--privileges", "list the privileges on each path, not just how many there are")
    .addOption(
      new Option("--mermaid", "print a diagram for Markdown, as GitHub draws it").conflicts(["html", "json"]),
    )
    .addOption(
      new Option("--html [file]", `write a page with filters, for a browser (default: ${DEFAULT_PAGE})`)
        .argParser(htmlFile)
        .conflicts("json"),
    )
    .option("--json", "print all of it as JSON")
    .hook("preAction", refuseDebugOutput)
    .action(
      acting((names: readonly string[], options: ShowOptions) =>
        run(meant(names, options, surroundings.stderr), options, surroundings),
      ),
    );
  return withExamples(command, ["", "host3 --privileges", "--described --mermaid", "--html access.html"]);
}

async function run(
  described: readonly SynthesizedCluster[],
  options: ShowOptions,
  surroundings: Surroundings,
): Promise<Exit> {
  const file = options.html === true ? DEFAULT_PAGE : options.html;
  if (file !== undefined) preparePage(file);
  const clusters = options.described
    ? described.map((one) => readDescribed(one, options.pve))
    : await lookAtAll(described, surroundings);
  const source = options.described ? "description" : "pve";
  write({ source, at: isoTime(now()), clusters }, options, file, surroundings);
  if (options.json !== true)
    clusters.forEach((cluster, index) =>
      printBeside(
        described[index]?.label ?? cluster.cluster,
        besideOf(cluster),
        harmless(surroundings.stderr),
      ),
    );
  return clusters.some(({ error }) => error !== undefined) ? EXIT.failed : EXIT.asDescribed;
}

async function lookAtAll(
  described: readonly SynthesizedCluster[],
  { environment, stderr }: Surroundings,
): Promise<readonly ReviewedCluster[]> {
  const notice = (line: string): void => harmless(stderr).write(`${line}\n`);
  const visits = await visitAll(described, { environment, notice }, lookAt);
  return visits.map((visit) => ("error" in visit ? unseen(visit.described, visit.error) : visit.found));
}

function write(
  review: AccessReview,
  { json, mermaid: asDiagram, privileges }: ShowOptions,
  file: string | undefined,
  surroundings: Surroundings,
): void {
  const [stdout, stderr] = [harmless(surroundings.stdout), harmless(surroundings.stderr)];
  if (file !== undefined) {
    writePage(file, review);
    stdout.write(`${file}\n`);
    stderr.write("Open it in a browser. It says who can do what, so only you can read it (0600).\n");
  } else if (json) stdout.write(`${JSON.stringify(review, undefined, 2)}\n`);
  else if (asDiagram) {
    const { text, edges } = mermaid(review);
    stdout.write(text);
    if (edges > LIMITS.edges || text.length > LIMITS.characters)
      stderr.write("GitHub does not draw a diagram of that size. Name one cluster, or use --html.\n");
  } else writeTree(review, { privileges: privileges === true }, stdout);
}

/** What is wrong, or missing, beside the answer. */
function besideOf({ error, hidden, missing }: ReviewedCluster): Beside {
  return {
    ...(error !== undefined && { error }),
    warnings: hidden.map((sentence) => `not all is shown. ${sentence}`),
    notes:
      missing.length === 0
        ? []
        : [`${missing.join(", ")}: described, and not there. Deploy, or ask \`diff\`.`],
  };
}
