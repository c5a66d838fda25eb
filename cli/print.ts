import { Command, InvalidArgumentError } from "commander";
import { ownUseridFault, roleidFault, unknownWordFault } from "../pve/names";
import { type Identity, groupsOf, identitiesOf } from "../configuration";
import {
  PROFILE_NAMES,
  type PveRelease,
  findProfile,
  networkFault,
  parseRelease,
  privilegesFault,
  profileRoles,
  unusedFault,
  unusedParameters,
} from "../pve/privileges";
import { addUser } from "../pve/pveum";
import type { ProfileParameters } from "../pve/spec";
import { STDOUT, fail } from "./output";
import { accessLines, grantLines, groupLines } from "./pveum";
import { readConfiguration } from "./read-configuration";

interface RoleOptions extends ProfileParameters {
  readonly pve: PveRelease;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly roleid: string;
  readonly userid: string;
}

interface PveumOptions {
  readonly config: string;
  readonly pve?: PveRelease;
}

/** `print-role <profile…> --pve 9`: what a profile needs, as `pveum` lines. Nothing connects. */
export function printRoleCommand(): Command {
  return new Command("print-role")
    .description("print roles and ACL entries of a profile as pveum lines; nothing connects")
    .argument("<profile...>", `one or more of ${PROFILE_NAMES.join(", ")}`, collectProfile)
    .requiredOption("--pve <version>", "version of PVE, such as 9 or 8.4", release)
    .option("--pool <pool...>", "confine it to these pools")
    .option("--storage <storage...>", "confine it to these storages")
    .option("--bridge <bridge...>", "confine it to these bridges, or VLANs of them (vmbr0/20)")
    .option("--zone <zone...>", "confine it to the VNets of these SDN zones")
    .option(
      "--vnet <vnet...>",
      "confine it to these VNets with their zones (zone/vnet), or VLANs of them (zone/vnet/20)",
    )
    .option("--node <node...>", "confine it to these nodes")
    .option("--realm <realm...>", "bootstrapper: the realms whose users it makes (default: pve)")
    .option("--path <path...>", "bootstrapper: the paths that it sets ACL entries on (default: /)")
    .option("--add <privilege...>", "privileges beyond the profile")
    .option("--remove <privilege...>", "privileges of the profile to leave out")
    .option("--roleid <roleid>", "name of the role", checked(roleidFault), "opentofu-role")
    .option("--userid <userid>", "whom it is for", checked(ownUseridFault), "opentofu@pve")
    .action(function (this: Command, profiles: readonly string[], options: RoleOptions) {
      print(this, () => roleLines(profiles, options));
    });
}

/** `print-pveum [cluster…]`: what a deploy of cdktf.json would make, as `pveum` lines. Nothing connects. */
export function printPveumCommand(): Command {
  return new Command("print-pveum")
    .description("print what a deploy would make as pveum lines; nothing connects")
    .argument("[cluster...]", "keys of clusters (default: all)")
    .option("--config <file>", "the configuration", "cdktf.json")
    .option("--pve <version>", "version of PVE, for clusters without pveVersion", release)
    .action(function (this: Command, keys: readonly string[], options: PveumOptions) {
      print(this, () => configuredLines(keys, options));
    });
}

function roleLines(profiles: readonly string[], options: RoleOptions): string[] {
  const { pve, add = [], remove = [], roleid, userid, ...parameters } = options;
  const source = { profiles, add, remove };
  const unused = unusedParameters(source, parameters).map(
    (name) => `--${name}: ${unusedFault(name, profiles)}`,
  );
  const fault =
    privilegesFault({ cluster: {}, profile: profiles, add, remove }) ?? unused[0] ?? networkFault(parameters);
  if (fault !== undefined) throw new Error(`${fault}.`);
  const grants = profileRoles(source, parameters, roleid);
  return profiles
    .flatMap((name) => {
      const { description, source, rootOnly } = findProfile(name);
      const limit = rootOnly.length === 0 ? [] : [`# No privilege gives: ${rootOnly.join("; ")}.`];
      return [`# ${name} on PVE ${shown(pve)}: ${description}`, `# Source: ${source}.`, ...limit];
    })
    .concat(
      addUser(userid),
      grantLines(grants, [{ type: "user", ugid: userid }], pve).flatMap(({ role, entries }) => [
        role,
        ...entries,
      ]),
    );
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

function print(command: Command, lines: () => readonly string[]): void {
  let text: string;
  try {
    text = lines().join("\n");
  } catch (error) {
    fail(command, error);
  }
  STDOUT.write(`${text}\n`);
}

function collectProfile(name: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), checked((value) => unknownWordFault("profile", value, PROFILE_NAMES))(name)];
}

function checked(fault: (value: string) => string | undefined): (value: string) => string {
  return (value) => {
    const message = fault(value);
    if (message !== undefined) throw new InvalidArgumentError(`${message}.`);
    return value;
  };
}

function release(text: string): PveRelease {
  const parsed = parseRelease(text);
  if (parsed === undefined) throw new InvalidArgumentError("Write a version from 7.0 on, such as 9 or 8.4.");
  return parsed;
}

function shown({ major, minor }: PveRelease): string {
  return `${String(major)}.${String(minor)}`;
}
