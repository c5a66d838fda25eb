/** What is wrong with a role's privileges, before a node was asked. */
import { quote, unknownWordFault, vnetFault, wordsIn, zoneFault } from "../names";
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
  const lists = { privileges, profile: typeof profile === "string" ? [profile] : profile, add, remove };
  const malformed = Object.entries(lists).flatMap(([name, list]) => listFault(name, list) ?? []);
  const faults =
    malformed.length > 0
      ? malformed
      : [
          ...contradiction(settings),
          ...addedAndRemoved(settings),
          ...unknownProfiles(settings),
          ...unknownPrivileges(settings),
          ...tooNewOrOld(settings),
        ];
  return faults.length === 0 ? undefined : faults.join("; ");
}

/** What is no list of texts, as a program without types, or one that reads JSON, can give. */
export function listFault(name: string, list: unknown): Fault {
  if (list === undefined) return undefined;
  if (typeof list === "string") return `${name} must be a list: [${wordsIn(list).map(quote).join(", ")}]`;
  if (!Array.isArray(list)) return `${name} must be a list`;
  const index = list.findIndex((entry) => typeof entry !== "string");
  if (index < 0) return undefined;
  const entry: unknown = list[index];
  const isNothing = entry === null || entry === undefined;
  return `${name}[${String(index)}] is ${isNothing ? `${String(entry)}; leave it out` : "no text"}`;
}

/** Why a parameter would do nothing. */
export function unusedFault(name: string, profiles: readonly string[]): string {
  return `nothing that ${profiles.join(" and ")} needs is on a ${name}; leave it out`;
}

/** What is wrong with the values of parameters, beyond the paths that they make. */
export function networkFault({ zone = [], vnet = [] }: ProfileParameters): Fault {
  return [...zone.map(zoneFault), ...vnet.map(vnetFault)].find((fault) => fault !== undefined);
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
  return [profile].flat().flatMap((name) => unknownWordFault("profile", name, PROFILE_NAMES) ?? []);
}

function unknownPrivileges({ privileges = [], add = [], remove = [] }: PrivilegeSettings): string[] {
  const known = allPrivileges();
  return [...privileges, ...add, ...remove].flatMap(
    (name) => unknownWordFault("privilege of PVE", name, known) ?? [],
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
