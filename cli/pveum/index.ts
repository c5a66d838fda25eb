import { Command } from "commander";
import { type Identity, groupsOf, identitiesOf } from "../../configuration";
import { unknownWordFault } from "../../pve/names";
import { type PveRelease, parseRelease } from "../../pve/privileges";
import { readConfiguration } from "../project";
import { PROCESS, type Surroundings, withExamples } from "../terminal";
import { accessLines, groupLines } from "./lines";
import { print, release, shown } from "./options";

interface PveumOptions {
  readonly config: string;
  readonly pve?: PveRelease;
}

/** `pveum [cluster…]`: what a deploy of cdktf.json would make, as `pveum` lines. Nothing connects. */
export function pveumCommand(surroundings: Surroundings = PROCESS): Command {
  const command = new Command("pveum")
    .argument("[cluster...]", "keys of clusters (default: all)")
    .option("--config <file>", "the configuration", "cdktf.json")
    .option("--pve <version>", "version of PVE, for clusters without pveVersion", release)
    .action(function (this: Command, keys: readonly string[], options: PveumOptions) {
      print(this, surroundings, () => configuredLines(keys, options));
    });
  return withExamples(command, ["--pve 9", "host3 --pve 8.4"]);
}

function configuredLines(keys: readonly string[], options: PveumOptions): string[] {
  const { clusters } = readConfiguration(options.config);
  const known = Object.keys(clusters);
  const [fault] = keys.flatMap((key) => unknownWordFault("cluster of the configuration", key, known) ?? []);
  if (fault !== undefined) throw new Error(fault);
  return Object.entries(clusters)
    .filter(([key]) => keys.length === 0 || keys.includes(key))
    .flatMap(([key, cluster]) => {
      const pve = parseRelease(cluster.pveVersion ?? "") ?? options.pve;
      if (pve === undefined)
        throw new Error(`clusters.${key} has no pveVersion; say which one with --pve, such as --pve 9`);
      return [
        `# ${key}, PVE ${shown(pve)}`,
        ...groupsOf(key, cluster).flatMap((group) => groupLines(group, pve)),
        ...identitiesOf(key, cluster).flatMap((one) => identityLines(one, pve)),
      ];
    });
}

function identityLines(identity: Identity, release: PveRelease): string[] {
  const { name } = identity;
  return [...(name === undefined ? [] : [`# ${name}`]), ...accessLines(identity, release)];
}
