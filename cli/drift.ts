import { Command } from "commander";
import { writePrivateFile } from "../files/private-file";
import { reviewAcl } from "../pve/reconcile/acl-review";
import type { PveClient } from "../pve/wire/client";
import { connectQuietly } from "../pve/wire/connect";
import { type Drift, findDrift } from "../pve/reconcile/drift";
import { UserError } from "../pve/user-error";
import { fullTokenid } from "../pve/objects/identity";
import { unknownWordFault } from "../pve/names/names";
import { findOrphans } from "../pve/reconcile/orphans";
import { proofOf, prove } from "../pve/proof/proof";
import { fetchVersion } from "../pve/privileges/version";
import { type SynthesizedCluster, readSynthesized } from "./synthesized-stacks";

/** What the command touches beside the network and the synthesized stacks. */
export interface DriftSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  /** Gets what was found. */
  readonly stdout: { write(text: string): unknown };
  /** Gets warnings, and what could not be looked at. */
  readonly stderr: { write(text: string): unknown };
}

interface DriftOptions {
  readonly output: string;
  readonly reissue: boolean;
}

const PROCESS: DriftSurroundings = {
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
};

/** As `terraform plan -detailed-exitcode` has them. */
const EXIT = { same: 0, failed: 1, drift: 2 } as const;

type Exit = (typeof EXIT)[keyof typeof EXIT];

/**
 * `drift [cluster…]`: compares the clusters with what was synthesized last, which `cdktf diff` cannot do: that one compares
 * with the state. It changes nothing in PVE. The exit code is 0 when all is as described, 2 when something is not, and 1 when
 * a cluster could not be looked at.
 */
export function driftCommand(surroundings: DriftSurroundings = PROCESS): Command {
  return new Command("drift")
    .description("compare clusters with what is described, and change nothing there")
    .argument("[cluster...]", "keys of the clusters (default: all)")
    .option("--output <folder>", "what `cdktf synth` has written", "cdktf.out")
    .option("--reissue", 'have the next deploy issue deleted tokens again (reconcile: "always")', false)
    .addHelpText(
      "after",
      "\nExit code: 0 all is as described, 2 something is not, 1 it could not be looked at.",
    )
    .action(async function (this: Command, keys: readonly string[], options: DriftOptions) {
      try {
        process.exitCode = await run(keys, options, surroundings);
      } catch (error) {
        this.error(`error: ${message(error)}`);
      }
    });
}

async function run(
  keys: readonly string[],
  options: DriftOptions,
  surroundings: DriftSurroundings,
): Promise<Exit> {
  const clusters = chosen(readSynthesized(options.output), keys);
  const exits = await Promise.all(clusters.map((cluster) => look(cluster, options, surroundings)));
  return exits.find((exit) => exit === EXIT.failed) ?? exits.find((exit) => exit === EXIT.drift) ?? EXIT.same;
}

function chosen(
  clusters: readonly SynthesizedCluster[],
  keys: readonly string[],
): readonly SynthesizedCluster[] {
  const known = clusters.map(({ cluster }) => cluster.key);
  const faults = keys.flatMap((key) => unknownWordFault("synthesized cluster", key, known) ?? []);
  if (faults.length > 0) throw new UserError(faults.join("\n"));
  return keys.length === 0 ? clusters : clusters.filter(({ cluster }) => keys.includes(cluster.key));
}

/** Looks at one cluster; what is said of it is said at once, since others are looked at meanwhile. */
async function look(
  described: SynthesizedCluster,
  { reissue }: DriftOptions,
  { environment, stdout, stderr }: DriftSurroundings,
): Promise<Exit> {
  const { cluster, owner, objects } = described;
  try {
    const notice = (line: string) => void stderr.write(`${owner}: ${line}\n`);
    const client = await connectQuietly(cluster, { environment, notice });
    const drifts = await findDrift(client, { cluster: cluster.key, owner, objects });
    const orphans = await findOrphans(
      client,
      owner,
      objects.map(({ object }) => object),
    );
    const changed = await Promise.all(drifts.map((drift) => sentenceOf(drift, described, reissue)));
    const overruled = drifts.length > 0 ? [] : await findOverruled(client, described, notice);
    const sentences = [...changed, ...orphans, ...overruled];
    if (sentences.length === 0) {
      stdout.write(`${owner}: all ${objects.length} objects are as described\n`);
      return EXIT.same;
    }
    stdout.write(sentences.map((sentence) => `${owner}: ${sentence}\n`).join(""));
    if (changed.length > 0)
      stderr.write(`${owner}: a deploy with \`reconcile: "always"\` puts back what was changed by hand.\n`);
    return EXIT.drift;
  } catch (error) {
    stderr.write(`${owner}: ${message(error)}\n`);
    return EXIT.failed;
  }
}

async function sentenceOf(
  { object, gone, sentence }: Drift,
  { markers }: SynthesizedCluster,
  reissue: boolean,
): Promise<string> {
  if (!gone || object.kind !== "token") return sentence;
  const marker = markers.get(fullTokenid(object));
  if (marker === undefined) return `${sentence} Another \`token.rotation\` makes a new one.`;
  if (!reissue) return `${sentence} With --reissue the next deploy makes a new one.`;
  await writePrivateFile(marker, "");
  return `${sentence} The next deploy makes a new one.`;
}

/**
 * Objects that are as described can still be overruled, by another entry or a group. What others give, or take on a part of
 * a path, may be as they want it, so that is only warned about.
 * @returns what a proof would fail with
 */
async function findOverruled(
  client: PveClient,
  { objects, proofs }: SynthesizedCluster,
  notice: (line: string) => void,
): Promise<readonly string[]> {
  const all = objects.map(({ object }) => object);
  const version = await fetchVersion(client);
  for (const reduction of await reviewAcl(client, all, all, { version, isLeaving: () => false }))
    notice(`Warning: ${reduction}.`);
  const faults: string[] = [];
  const login = () => Promise.resolve(client);
  for (const proof of proofs) {
    try {
      const excess = await prove(proofOf(proof), { login, token: undefined });
      for (const sentence of excess) notice(`Warning: token ${fullTokenid(proof)} ${sentence}`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.push(error.message);
    }
  }
  return faults;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
