import { allPrivileges, knownPrivileges, replacements } from "./table";
import type { PveRelease } from "./release";
import { nearest } from "../names";

/** A privilege that a release does not know. */
export interface UnknownPrivilege {
  readonly name: string;
  /** What replaces it there, or the nearest name; may be empty. */
  readonly instead: readonly string[];
}

/** Those of the privileges that the release would refuse. */
export function unknownAmong(names: readonly string[], release: PveRelease): readonly UnknownPrivilege[] {
  const known = new Set(knownPrivileges(release));
  return names.filter((name) => !known.has(name)).map((name) => ({ name, instead: instead(name, release) }));
}

function instead(name: string, release: PveRelease): readonly string[] {
  const all: readonly string[] = allPrivileges();
  if (all.includes(name)) return replacements(name, release);
  const near = nearest(name, knownPrivileges(release));
  return near === undefined ? [] : [near];
}
