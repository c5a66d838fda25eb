/** What is wrong with a role's privileges, before a node was asked. */
import { nearest, quote, vnetFault, zoneFault } from "../names";
import type { ProfileParameters } from "../spec";
import { PROFILE_NAMES } from "./profiles";
import { parseRelease } from "./release";
import { resolvePrivileges } from "./resolve";
import { allPrivileges } from "./table";

/** A sentence without a final full stop, or undefined when nothing is wrong. */
export type Fault = string | undefined;

/** What says which privileges a role has. */
export interface PrivilegeSettings {
  /** Taken as written. */
  readonly privileges?: readonly string[];
  /** Names of profiles. */
  readonly profile?: string | readonly string[];
  /** Privileges beyond the profiles'. */
  readonly add?: readonly string[];
  /** Privileges of the profiles to leave out. */
  readonly remove?: readonly string[];
  /** The cluster, of which only the version counts. */
  readonly cluster: { readonly pveVersion?: string | undefined };
}

/** What is wrong with a role's privileges: unknown names with the nearest, and settings that contradict each other. */
export function privilegesFault(settings: PrivilegeSettings): Fault {
  const { privileges, profile, add, remove } = settings;
  const lists = { privileges, profile: profile === undefined ? [] : [profile].flat(), add, remove };
  const empty = Object.entries(lists).flatMap(([name, list]) => emptyEntryFault(name, list) ?? []);
  const faults =
    empty.length > 0
      ? empty
      : [
          ...contradiction(settings),
          ...addedAndRemoved(settings),
          ...unknownProfiles(settings),
          ...unknownPrivileges(settings),
          ...tooNewOrOld(settings),
        ];
  return faults.length === 0 ? undefined : faults.join("; ");
}

/** An entry of a list that is not there, which a program without types, or one that reads JSON, can give. */
export function emptyEntryFault(name: string, list: readonly unknown[] | undefined): Fault {
  const index = list?.findIndex((entry) => entry === null || entry === undefined) ?? -1;
  return index < 0 ? undefined : `${name}[${String(index)}] is ${String(list?.[index])}; leave it out`;
}

/** Why a parameter would do nothing. */
export function unusedFault(name: string, profiles: readonly string[]): string {
  return `nothing that ${profiles.join(" and ")} needs is on a ${name}; leave it out`;
}

/** What is wrong with the values of parameters, beyond the paths that they make. */
export function networkFault({ zone = [], vnet = [] }: ProfileParameters): Fault {
  return [...zone.map(zoneFault), ...vnet.map(vnetFault)].find((fault) => fault !== undefined);
}

/** A PVE version such as 8.4: of a major version alone the privileges are not known. */
export function releaseFault(version: string): Fault {
  if (parseRelease(version) !== undefined && version.includes(".")) return undefined;
  return `${quote(version)} is no version of PVE from 7.0 on; write it as 8.4 or 9.2`;
}

function contradiction({ privileges, profile, add, remove }: PrivilegeSettings): string[] {
  if (privileges === undefined || (profile ?? add ?? remove) === undefined) return [];
  return ["a list of privileges is taken as written, so profile, add and remove cannot stand beside it"];
}

function addedAndRemoved({ add = [], remove = [] }: PrivilegeSettings): string[] {
  return add
    .filter((name) => remove.includes(name))
    .map((name) => `${name} is added and removed; leave it out of one of them`);
}

function unknownProfiles({ profile = [] }: PrivilegeSettings): string[] {
  return [profile]
    .flat()
    .flatMap((name) => (PROFILE_NAMES.includes(name) ? [] : [unknown("profile", name, PROFILE_NAMES)]));
}

function unknownPrivileges({ privileges = [], add = [], remove = [] }: PrivilegeSettings): string[] {
  const known = allPrivileges();
  return [...privileges, ...add, ...remove].flatMap((name) =>
    known.includes(name) ? [] : [unknown("privilege", name, known)],
  );
}

function tooNewOrOld({ privileges, cluster: { pveVersion } }: PrivilegeSettings): string[] {
  if (privileges === undefined || pveVersion === undefined) return [];
  const release = parseRelease(pveVersion);
  if (release === undefined) return [];
  return resolvePrivileges({ list: privileges }, release).unknown.map(
    ({ name, instead }) =>
      `PVE ${pveVersion} does not know the privilege ${name}` +
      (instead.length > 0 ? `; use ${instead.join(", ")}` : ""),
  );
}

function unknown(what: string, name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  return `there is no ${what} ${JSON.stringify(name)}${near === undefined ? "" : `; did you mean ${near}?`}`;
}
