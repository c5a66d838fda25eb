import type { Permissions, PrivilegesOnPath } from "../objects";
import { foreignText } from "../wire";
import type { Expected } from "./excess";

/** What a token lacks on one path. */
export interface Lack {
  readonly path: string;
  readonly missing: readonly string[];
  /** Held on the path itself, but not below it, although it should be. */
  readonly local: readonly string[];
}

/** PVE lists every path that has an ACL entry, unless nothing is held there: a NoAccess takes away what comes from above. */
const NOTHING: PrivilegesOnPath = new Map();

/** Compares what is held with what is expected; only what is lacking is named. */
export function findLacks(held: Permissions, expected: readonly Expected[]): readonly Lack[] {
  return expected
    .map(({ path, propagate, privileges }) => {
      const here = held.get(path) ?? NOTHING;
      const missing = privileges.filter((name) => !here.has(name));
      const local = propagate ? privileges.filter((name) => here.get(name) === false) : [];
      return { path, missing, local };
    })
    .filter(({ missing, local }) => missing.length > 0 || local.length > 0);
}

/** `on /pool/lab it lacks VM.Clone` */
export function lackInWords({ path, missing, local }: Lack): string {
  const found = [
    ...(missing.length > 0 ? [`lacks ${names(missing)}`] : []),
    ...(local.length > 0 ? [`has only without propagation ${names(local)}`] : []),
  ];
  return `on ${path} it ${found.join(" and ")}`;
}

/** A role that is not described has what the server says. */
function names(privileges: readonly string[]): string {
  return privileges.map((name) => foreignText(name)).join(", ");
}
