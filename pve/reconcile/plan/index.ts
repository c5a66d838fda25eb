import { type PveVersion, gives, privilegesFor } from "../../privileges";
import { type ObjectSpec, type Origin, type RoleSpec, nameOf } from "../../spec";
import { UserError } from "../../user-error";
import { type Seen, sameEntry, tokenIn } from "../../objects";
import type { Claim } from "../claim";
import { planAcl } from "./acl";
import type { Change, Verdict } from "./change";
import { refuseDecoded } from "./decoded";
import { planGroup } from "./group";
import { originOf, planRole } from "./role";
import { planToken } from "./token";
import { planUser } from "./user";

export type { Change } from "./change";

/** What has to be done on a cluster, in this order, or why it may not be. */
export interface Plan {
  readonly changes: readonly Change[];
  /** Everything that stands in the way, in words. */
  readonly refusals: readonly string[];
  /** Who made the roles and ACL entries that are described, by name. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/** Groups, which users name, and users come first, since their mark tells of an unfinished run; then roles and tokens, which ACL entries name. */
const ORDER = ["group", "user", "role", "token", "acl"] as const;

/** Compares what is described with what is there. It is pure: the tables of the nouns say what it decides. */
export function planAll(objects: readonly ObjectSpec[], seen: Seen, version: PveVersion, claim: Claim): Plan {
  const roles = new Map(
    objects.filter((object) => object.kind === "role").map((role) => [role.roleid, role]),
  );
  const sorted = ORDER.flatMap((kind) => objects.filter((object) => object.kind === kind));
  const verdicts = sorted.map((object) => verdictOn(object, { objects, roles, seen, version, claim }));
  return {
    changes: verdicts.flatMap((verdict) =>
      typeof verdict === "object" && "change" in verdict ? [verdict.change] : [],
    ),
    refusals: verdicts.flatMap((verdict) =>
      typeof verdict === "object" && "refusal" in verdict ? [verdict.refusal] : [],
    ),
    origins: Object.fromEntries(
      sorted
        .filter((object) => object.kind === "role" || object.kind === "acl")
        .map((object) => [
          nameOf(object),
          isThere(object, seen) ? originOf(nameOf(object), seen, objects, claim) : "made",
        ]),
    ),
  };
}

interface Situation {
  readonly objects: readonly ObjectSpec[];
  readonly roles: ReadonlyMap<string, RoleSpec>;
  readonly seen: Seen;
  readonly version: PveVersion;
  readonly claim: Claim;
}

function verdictOn(object: ObjectSpec, { objects, roles, seen, version, claim }: Situation): Verdict {
  switch (object.kind) {
    case "user":
      return refuseDecoded(planUser(object, seen.users.get(object.userid), claim), version, claim.cluster);
    case "group":
      return refuseDecoded(planGroup(object, seen.groups.get(object.groupid), claim), version, claim.cluster);
    case "role": {
      // Without an ACL entry a role does nothing, so one that an earlier version needed may stay.
      if (!gives(object.privileges, version)) return "keep";
      const wanted = wantedOf(object, version, claim.cluster);
      return "refusal" in wanted ? wanted : planRole(object, { ...wanted, seen, objects }, claim);
    }
    case "token":
      return refuseDecoded(planToken(object, tokenIn(seen, object), claim), version, claim.cluster);
    case "acl": {
      const role = roles.get(object.roleid);
      return planAcl(object, role === undefined || gives(role.privileges, version), seen, claim);
    }
  }
}

function wantedOf(
  role: RoleSpec,
  version: PveVersion,
  cluster: string,
): { wanted: readonly string[] } | { refusal: string } {
  try {
    return { wanted: privilegesFor(role.roleid, role.privileges, version) };
  } catch (error) {
    if (error instanceof UserError) return { refusal: `${cluster}: ${error.message}` };
    throw error;
  }
}

function isThere(object: ObjectSpec, seen: Seen): boolean {
  if (object.kind === "role") return seen.roles.has(object.roleid);
  return object.kind === "acl" && seen.acl.some((entry) => sameEntry(entry, object));
}
