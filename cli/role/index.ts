import { Command } from "commander";
import { asSentence, ownUseridFault, roleidFault } from "../../pve/names";
import {
  PROFILE_NAMES,
  type PveRelease,
  findProfile,
  networkFault,
  privilegesFault,
  profileRoles,
  unusedFault,
  unusedParameters,
} from "../../pve/privileges";
import type { ObjectSpec, ProfileParameters } from "../../pve/spec";
import { checked, collectProfile, release, shown } from "../options";
import { objectLines } from "../pveum/lines";
import { print } from "../pveum/print";
import { PROCESS, type Surroundings, withExamples } from "../terminal";

interface RoleOptions extends ProfileParameters {
  readonly pve: PveRelease;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly roleid: string;
  readonly userid: string;
}

/** `role <profile…> --pve 9`: what a profile needs, as `pveum` lines. Nothing connects. */
export function roleCommand(surroundings: Surroundings = PROCESS): Command {
  const command = new Command("role")
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
      print(this, surroundings, () => roleLines(profiles, options));
    });
  return withExamples(command, [
    "opentofu-vm --pve 9",
    "opentofu-vm ha snapshots --pve 8.4 --add Pool.Audit",
    "opentofu-vm --pve 9 --pool lab --storage fast --bridge vmbr0",
  ]);
}

function roleLines(profiles: readonly string[], options: RoleOptions): string[] {
  const { pve, add = [], remove = [], roleid, userid, ...parameters } = options;
  const source = { profiles, add, remove };
  const unused = unusedParameters(source, parameters).map(
    (name) => `--${name}: ${unusedFault(name, profiles)}`,
  );
  const fault =
    privilegesFault({ cluster: {}, profile: profiles, add, remove }) ?? unused[0] ?? networkFault(parameters);
  if (fault !== undefined) throw new Error(asSentence(fault));
  const subject = { type: "user", ugid: userid } as const;
  const objects = profileRoles(source, parameters, roleid).flatMap((grant): readonly ObjectSpec[] => [
    { kind: "role", roleid: grant.roleid, privileges: grant.privileges },
    { kind: "acl", roleid: grant.roleid, path: grant.path, propagate: grant.propagate, subject },
  ]);
  const heads = profiles.flatMap((name) => {
    const { description, source, rootOnly } = findProfile(name);
    const limit = rootOnly.length === 0 ? [] : [`# No privilege gives: ${rootOnly.join("; ")}.`];
    return [`# ${name} on PVE ${shown(pve)}: ${description}`, `# Source: ${source}.`, ...limit];
  });
  return [...heads, ...objectLines([{ kind: "user", userid }, ...objects], pve)];
}
