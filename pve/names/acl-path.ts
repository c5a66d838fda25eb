import { nearest, overLong, quote } from "./words";

/** PVE has no limit; its URLs and files have. */
const LONGEST_PATH = 1024;
const NAME = "[A-Za-z0-9._-]+";

/** A release of PVE. */
interface Release {
  readonly major: number;
  readonly minor: number;
}

interface PathPattern {
  readonly pattern: RegExp;
  /** The first release that takes such a path. Left out: every release. */
  readonly since?: Release;
}

/**
 * PVE's list of ACL paths (`check_path` of its access control), after normalisation. The releases are those of
 * pve-access-control 8.0.0 (`/mapping`), 8.0.6 (all of `/sdn` but its zones), 8.0.7 (pools in pools), 9.0 and 9.1.
 */
const PATHS: readonly PathPattern[] = [
  pathPattern("/"),
  pathPattern("/access"),
  pathPattern(`/access/groups(/${NAME})?`),
  pathPattern(`/access/realm(/${NAME})?`),
  pathPattern(`/mapping(/${NAME}){0,2}`, { major: 8, minor: 0 }),
  pathPattern(`/nodes(/${NAME})?`),
  pathPattern(`/pool(/${NAME})?`),
  pathPattern(`/pool(/${NAME}){2,3}`, { major: 8, minor: 1 }),
  pathPattern("/sdn"),
  pathPattern(`/sdn/(controllers|dns|ipams)(/${NAME})?`, { major: 8, minor: 1 }),
  pathPattern(`/sdn/fabrics(/${NAME})?`, { major: 9, minor: 0 }),
  pathPattern(`/sdn/(prefix-lists|route-maps)(/${NAME})?`, { major: 9, minor: 2 }),
  pathPattern(`/sdn/zones(/${NAME}(/${NAME}(/[1-9][0-9]{0,3})?)?)?`),
  pathPattern(`/storage(/${NAME})?`),
  pathPattern("/vms(/[1-9][0-9]{2,})?"),
];

function pathPattern(path: string, since?: Release): PathPattern {
  return { pattern: new RegExp(`^${path}$`), ...(since && { since }) };
}

/** The first segments that exist, with words that people write instead. */
const TOP_LEVEL: Readonly<Record<string, readonly string[]>> = {
  access: [],
  mapping: ["mappings"],
  nodes: ["node"],
  pool: ["pools"],
  sdn: [],
  storage: ["storages", "datastore", "datastores"],
  vms: ["vm", "qemu", "lxc"],
};

/** The path as PVE keeps it: one leading `/`, none doubled, none at the end. `/pool/a/` and `pool//a` are `/pool/a`. */
export function normalizeAclPath(path: string): string {
  const joined = `/${path}`.replace(/\/{2,}/g, "/");
  return joined.length > 1 && joined.endsWith("/") ? joined.slice(0, -1) : joined;
}

/**
 * What is wrong with an ACL path, as PVE would find after normalising it. PVE checks the pattern only, never that
 * the pool, node, storage or VM exists.
 */
export function aclPathFault(path: string): string | undefined {
  if (path === "") return "is empty; write / for everything";
  const long = overLong(path, LONGEST_PATH);
  if (long !== undefined) return `${quote(path)} ${long}`;
  const normal = normalizeAclPath(path);
  if (patternOf(normal) !== undefined) return undefined;
  const refused = `${quote(path)} is no ACL path of PVE`;
  if (!/^[A-Za-z0-9._/-]*$/.test(normal))
    return `${refused}: only letters, digits and . - _ / can stand in one`;
  if (/^\/vms\/[^/]+$/.test(normal)) return `${refused}: write /vms/<ID> with an ID of 100 or more`;
  const meant = corrected(normal);
  if (meant !== undefined) return `${refused}; did you mean ${meant}?`;
  return `${refused}; it begins with one of ${Object.keys(TOP_LEVEL)
    .map((top) => `/${top}`)
    .join(", ")}`;
}

/** The first release that takes an ACL path; undefined when every release does, and for what is none. */
export function aclPathSince(path: string): Release | undefined {
  return patternOf(normalizeAclPath(path))?.since;
}

function patternOf(normal: string): PathPattern | undefined {
  return PATHS.find(({ pattern }) => pattern.test(normal));
}

/** The path with its first segment as PVE spells it, if that makes it a valid one. */
function corrected(path: string): string | undefined {
  const [, first = "", ...rest] = path.split("/");
  const spelt = Object.entries(TOP_LEVEL).find(([, others]) => others.includes(first.toLowerCase()))?.[0];
  const top = spelt ?? nearest(first, Object.keys(TOP_LEVEL));
  if (top === undefined) return undefined;
  const meant = ["", top, ...rest].join("/");
  return patternOf(meant) !== undefined ? meant : undefined;
}

/** The paths that a path lies below, the nearest first. */
export function pathsAbove(path: string): readonly string[] {
  if (path === "/") return [];
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join("/") || "/");
}

/** Whether a path lies below another one. */
export function isBelow(path: string, ancestor: string): boolean {
  return path !== ancestor && path.startsWith(ancestor === "/" ? "/" : `${ancestor}/`);
}
