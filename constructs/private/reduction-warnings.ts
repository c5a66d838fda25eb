import { reductionInWords, reductions, resolvePrivileges } from "../../pve/privileges";
import type { ObjectSpec } from "../../pve/spec";
import { releaseOf } from "./privilege-source";

/** Warnings of the ACL entries among a cluster's objects that take away what their own subject has from above. */
export function reductionWarnings(
  { key, pveVersion }: { readonly key: string; readonly pveVersion: string | undefined },
  objects: readonly ObjectSpec[],
): readonly string[] {
  const roles = new Map(
    objects
      .filter((object) => object.kind === "role")
      .map(({ roleid, privileges }) => [
        roleid,
        {
          granted: resolvePrivileges(privileges, releaseOf(pveVersion)).privileges,
          placed: "on" in privileges,
        },
      ]),
  );
  const entries = objects
    .filter((object) => object.kind === "acl")
    // A profile that needs nothing there in that version gets no entry.
    .filter(({ roleid }) => roles.get(roleid)?.placed !== true || roles.get(roleid)?.granted.length !== 0);
  return reductions(entries, (roleid) => roles.get(roleid)?.granted).map(
    (found) =>
      `cluster ${key}: ${reductionInWords(found)}. A level of PVE's ACL replaces what is above it. Add these ` +
      "privileges to the role, if they are meant to count there.",
  );
}
