import { nearest } from "../../pve/names/names";
import { allPrivileges, resolvePrivileges } from "../../pve/privileges/resolve";
import { PROFILES } from "../../pve/privileges/profiles";
import type { Fault } from "./checks";
import { type DescribedPrivileges, releaseOf } from "./privilege-source";

/** What says which privileges a role has. */
type Privileges = DescribedPrivileges & { readonly cluster: { readonly pveVersion?: string | undefined } };

/** What is wrong with a role's privileges: unknown names with the nearest, and settings that contradict each other. */
export function privilegesFault(props: Privileges): Fault {
  const faults = [
    contradiction(props),
    ...addedAndRemoved(props),
    ...unknownProfiles(props),
    ...unknownPrivileges(props),
    ...tooNewOrOld(props),
  ];
  const found = faults.filter((fault) => fault !== undefined);
  return found.length === 0 ? undefined : found.join("; ");
}

/** Why a parameter would do nothing. */
export function unusedFault(name: string, profiles: readonly string[]): string {
  return `nothing that ${profiles.join(" and ")} needs is on a ${name}; leave it out`;
}

function contradiction({ privileges, profile, add, remove }: Privileges): Fault {
  if (privileges === undefined || (profile ?? add ?? remove) === undefined) return undefined;
  return "a list of privileges is taken as written, so profile, add and remove cannot stand beside it";
}

function addedAndRemoved({ add = [], remove = [] }: Privileges): string[] {
  return add
    .filter((name) => remove.includes(name))
    .map((name) => `${name} is added and removed; leave it out of one of them`);
}

function unknownProfiles({ profile }: Privileges): string[] {
  const names = Object.keys(PROFILES);
  return [profile ?? []]
    .flat()
    .flatMap((name) => (names.includes(name) ? [] : [unknown("profile", name, names)]));
}

function unknownPrivileges({ privileges, add, remove }: Privileges): string[] {
  const known = allPrivileges();
  return [...(privileges ?? []), ...(add ?? []), ...(remove ?? [])].flatMap((name) =>
    known.includes(name) ? [] : [unknown("privilege", name, known)],
  );
}

function tooNewOrOld({ privileges, cluster }: Privileges): string[] {
  if (!privileges || cluster.pveVersion === undefined) return [];
  return resolvePrivileges({ list: privileges }, releaseOf(cluster.pveVersion)).unknown.map(
    ({ name, instead }) =>
      `PVE ${cluster.pveVersion} does not know the privilege ${name}` +
      (instead.length > 0 ? `; use ${instead.join(", ")}` : ""),
  );
}

function unknown(what: string, name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  return `there is no ${what} ${JSON.stringify(name)}${near === undefined ? "" : `; did you mean ${near}?`}`;
}
