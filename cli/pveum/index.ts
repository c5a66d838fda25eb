import type { Command } from "commander";
import { type PveRelease, parseRelease } from "../../pve/privileges";
import { decode } from "../../pve/spec";
import { release, shown } from "../options";
import { type SynthesizedCluster, clustersCommand, meant } from "../project";
import { PROCESS, type Surroundings, withExamples } from "../terminal";
import { objectLines, resolvedFor } from "./lines";
import { print } from "./print";

interface PveumOptions {
  readonly output: string;
  readonly pve?: PveRelease;
}

/** `pveum [cluster…]`: what a deploy of what was synthesized last would make, as `pveum` lines. Nothing connects. */
export function pveumCommand(surroundings: Surroundings = PROCESS): Command {
  const command = clustersCommand("pveum")
    .option("--pve <version>", "version of PVE, for clusters without pveVersion", release)
    .action(function (this: Command, keys: readonly string[], options: PveumOptions) {
      print(this, surroundings, () =>
        meant(keys, options, surroundings.stderr).flatMap((one) => linesOf(one, options)),
      );
    });
  return withExamples(command, ["--pve 9", "host3 --pve 9.2"]);
}

function linesOf({ cluster, settings }: SynthesizedCluster, options: PveumOptions): readonly string[] {
  const objects = decode(settings);
  const pve = parseRelease(resolvedFor(objects) ?? "") ?? options.pve;
  return [`# ${cluster.key}${pve === undefined ? "" : `, PVE ${shown(pve)}`}`, ...objectLines(objects, pve)];
}
