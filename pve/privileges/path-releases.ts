import { aclPathSince, normalizeAclPath } from "../names";
import type { Fault } from "./faults";
import { isAtLeast, parseRelease } from "./release";

/**
 * Why a version of PVE refuses an ACL path that later ones take; undefined when it takes it, and for what is no path at all.
 * @param pveVersion such as `9.2` or `7.4-17`; nothing is wrong with one that is not known
 */
export function pathReleaseFault(path: string, pveVersion: string | undefined): Fault {
  const since = aclPathSince(path);
  const release = pveVersion === undefined ? undefined : parseRelease(pveVersion);
  if (since === undefined || release === undefined || isAtLeast(release, since)) return undefined;
  const first = `${String(since.major)}.${String(since.minor)}`;
  return `PVE ${String(pveVersion)} has no ACL path ${normalizeAclPath(path)}, as ${first} and later have; leave it out`;
}
