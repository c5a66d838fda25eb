/**
 * `npm run bench`: where the time of a deploy goes. `--short`: a few clusters and one round; `--clusters 1,10` and `--rounds 3`: just these;
 * `--json FILE`: the figures too, as soon as they are there.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { run } from "../tools/processes";
import { findToolchain } from "../tools/toolchain";
import { deploys } from "./deploys";
import type { Rounds } from "./measure";
import { provisionerStart } from "./provisioner";
import { synths } from "./synth";
import { type Results, render } from "./table";

const LATENCIES_MS = [0, 20];

interface Extent {
  /** How many clusters a deploy has. */
  readonly deployed: readonly number[];
  /** How many clusters a synth has. */
  readonly synthesized: readonly number[];
  readonly rounds: Rounds;
}

const FULL: Extent = {
  deployed: [1, 10, 30, 100],
  synthesized: [1, 10, 100],
  rounds: { counted: 5, warmUp: 1 },
};
const SHORT: Extent = { deployed: [1, 3], synthesized: [1, 10], rounds: { counted: 1, warmUp: 0 } };

/** @param keep is given what is measured so far, whenever there is more of it */
async function measure(
  { deployed, synthesized, rounds }: Extent,
  keep: (results: Results) => void,
): Promise<Results> {
  const [tool] = await findToolchain({ need: "one" });
  if (tool === undefined) throw new Error("There is no OpenTofu and no Terraform.");
  const node = (await run("node", ["--version"])).stdout.trim().slice(1);
  let results: Results = { node, cores: availableParallelism(), starts: [], deploys: [], synths: [] };
  const add = (more: Partial<Results>): void => {
    results = { ...results, ...more };
    keep(results);
  };
  for (const latencyMs of LATENCIES_MS) {
    tell(`one process, ${String(latencyMs)} ms`);
    // These are short and their ratio is what counts.
    const start = await provisionerStart(latencyMs, { ...rounds, counted: rounds.counted * 3 });
    add({ starts: [...results.starts, start] });
  }
  for (const clusters of synthesized) {
    tell(`synth of ${String(clusters)}`);
    add({ synths: [...results.synths, await synths(clusters, rounds)] });
  }
  for (const latencyMs of LATENCIES_MS)
    for (const clusters of deployed) {
      tell(`deploys of ${String(clusters)}, ${String(latencyMs)} ms`);
      add({ deploys: [...results.deploys, ...(await deploys(tool, clusters, latencyMs, rounds))] });
    }
  return results;
}

function tell(step: string): void {
  process.stderr.write(`${step} …\n`);
}

const OPTIONS = {
  short: { type: "boolean" },
  clusters: { type: "string" },
  rounds: { type: "string" },
  json: { type: "string" },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const extent = values.short === true ? SHORT : FULL;
  const clusters = values.clusters?.split(",").map(Number);
  const counted = Number(values.rounds ?? extent.rounds.counted);
  const wanted = {
    deployed: clusters ?? extent.deployed,
    synthesized: clusters ?? extent.synthesized,
    rounds: { ...extent.rounds, counted },
  };
  const keep = (results: Results): void => {
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, undefined, 2)}\n`);
  };
  console.log(render(await measure(wanted, keep)));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
