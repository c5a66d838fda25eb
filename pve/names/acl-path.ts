import { nearest, overLong, quote } from "./words";

/** PVE has no limit; its URLs and files have. */
const LONGEST_PATH = 1024;
const NAME = "[A-Za-z0-9._-]+";

/** PVE's list of ACL paths (`check_path` of its access control), after normalisation. */
const PATHS: readonly RegExp[] = [
  "/",
  "/access",
  `/access/groups(/${NAME})?`,
  `/access/realm(/${NAME})?`,
  `/mapping(/${NAME}){0,2}`,
  `/nodes(/${NAME})?`,
  `/pool(/${NAME}){0,3}`,
  "/sdn",
  `/sdn/(controllers|dns|ipams|fabrics|prefix-lists|route-maps)(/${NAME})?`,
  `/sdn/zones(/${NAME}(/${NAME}(/[1-9][0-9]{0,3})?)?)?`,
  `/storage(/${NAME})?`,
  "/vms(/[1-9][0-9]{2,})?",
].map((path) => new RegExp(`^${path}$`));

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
  if (PATHS.some((pattern) => pattern.test(normal))) return undefined;
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

/** The path with its first segment as PVE spells it, if that makes it a valid one. */
function corrected(path: string): string | undefined {
  const [, first = "", ...rest] = path.split("/");
  const spelt = Object.entries(TOP_LEVEL).find(([, others]) => others.includes(first.toLowerCase()))?.[0];
  const top = spelt ?? nearest(first, Object.keys(TOP_LEVEL));
  if (top === undefined) return undefined;
  const meant = ["", top, ...rest].join("/");
  return PATHS.some((pattern) => pattern.test(meant)) ? meant : undefined;
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
