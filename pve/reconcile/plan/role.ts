import { type AclEntry, type Seen, commentOf, sameEntry, tokenIn } from "../../objects";
import {
  type Identity,
  type ObjectSpec,
  type Origin,
  type RoleSpec,
  nameOf,
  parseName,
  subjectName,
} from "../../spec";
import { foreignText } from "../../wire";
import { type Claim, isKnown, isMadeByUs, standing } from "../claim";
import type { Verdict } from "./change";
import { inWords, notOurs, privilegeChange } from "./words";

/** A role as the description and PVE have it. */
export interface RoleSituation {
  readonly wanted: readonly string[];
  readonly seen: Seen;
  /** Everything that is described for the cluster. */
  readonly objects: readonly ObjectSpec[];
}

/**
 * What becomes of a role. A role has no comment, so we know it as ours by who holds it.
 *
 * | there                                        | adopt | → |
 * |----------------------------------------------|-------|---|
 * | nothing                                      | any   | create |
 * | built into PVE                               | any   | refuse |
 * | just as wanted                               | any   | keep |
 * | differs, and others hold it too              | any   | refuse, with their names |
 * | differs, and was deployed or begun by us, or only ours hold it | any | update |
 * | differs                                      | yes   | update |
 * | differs                                      | no    | refuse |
 */
export function planRole(spec: RoleSpec, { wanted, seen, objects }: RoleSituation, claim: Claim): Verdict {
  const there = seen.roles.get(spec.roleid);
  if (there === undefined) return { change: { do: "create-role", object: spec, privileges: wanted } };
  const { cluster } = claim;
  if (there.builtIn)
    return {
      refusal: `${inWords(spec)} on ${cluster} is built into PVE and cannot be changed. Choose another roleid.`,
    };
  const held = there.privileges;
  const change = privilegeChange(wanted, held);
  if (change === "") return "keep";
  const { ours, others } = holders(spec.roleid, seen, objects, claim);
  if (others.length > 0) return { refusal: heldByOthers(spec, cluster, change, others) };
  if (!isKnown(nameOf(spec), claim) && ours.length === 0 && spec.adopt !== true)
    return { refusal: notOurs(spec, cluster, "exists and is not ours", [`  privileges: ${change}`]) };
  return { change: { do: "update-role", object: spec, privileges: wanted, held } };
}

/**
 * Who holds a role: ours by their mark, and those who are neither ours nor described. What is described for a user that others
 * keep is ours where a described token of that user is.
 */
export function holders(
  roleid: string,
  seen: Seen,
  objects: readonly ObjectSpec[],
  claim: Claim,
): { readonly ours: readonly AclEntry[]; readonly others: readonly AclEntry[] } {
  const entries = seen.acl.filter((entry) => entry.roleid === roleid);
  const described = objects.filter((object) => object.kind === "acl");
  const ours = entries.filter(
    (entry) =>
      standing(commentOf(seen, entry.subject), claim) === "ours" ||
      (described.some((own) => sameEntry(own, entry)) && hasTokenOfOurs(entry, seen, objects, claim)),
  );
  const others = entries.filter(
    (entry) =>
      !ours.includes(entry) && !described.some((own) => sameEntry(own, entry)) && !isKnownEntry(entry, claim),
  );
  return { ours, others };
}

function hasTokenOfOurs(
  { subject }: AclEntry,
  seen: Seen,
  objects: readonly ObjectSpec[],
  claim: Claim,
): boolean {
  return objects.some(
    (object) =>
      object.kind === "token" &&
      nameOf({ kind: "user", userid: object.userid }) === subjectName(subject) &&
      standing(tokenIn(seen, object)?.settings["comment"], claim) === "ours",
  );
}

function isKnownEntry(entry: AclEntry, claim: Claim): boolean {
  return isKnown(nameOf({ kind: "acl", ...entry }), claim);
}

/** An ACL entry in words. */
export function entryInWords({ path, subject }: AclEntry): string {
  return foreignText(`${subjectName(subject)} on ${path}`);
}

function heldByOthers(spec: RoleSpec, cluster: string, change: string, others: readonly AclEntry[]): string {
  return (
    `${inWords(spec)} on ${cluster} is held by others too (${others.map(entryInWords).join(", ")}), and the change ` +
    `${change} would be theirs as well. Choose another roleid for this stack.`
  );
}

/**
 * Who made a role or an ACL entry that is there. What an earlier look has found is not looked at again. An object that was
 * there before anything of ours was, is others'.
 */
export function originOf(name: string, seen: Seen, objects: readonly ObjectSpec[], claim: Claim): Origin {
  const recorded = claim.origins[name] ?? claim.deployed?.objects.get(name);
  if (recorded !== undefined) return recorded;
  if (claim.begun.has(name) || isForOurs(name, seen, claim)) return "made";
  return hasOurs(seen, objects, claim) ? "made" : "there";
}

/** What a user, a group or a token has that we made was not there before us. */
function isForOurs(name: string, seen: Seen, claim: Claim): boolean {
  const object = parseName(name);
  return object.kind === "acl" && isMadeByUs(commentOf(seen, object.subject), claim);
}

/**
 * Whether a run has made anything here that is described and that the state does not have, of this state or of one that it takes
 * over from: groups and users come first. What a state has left behind on purpose has our mark too, and is described no longer.
 */
function hasOurs({ users, groups }: Seen, objects: readonly ObjectSpec[], claim: Claim): boolean {
  const described = new Set(objects.map(nameOf));
  const isNew = (object: Identity, comment: unknown) =>
    described.has(nameOf(object)) &&
    claim.deployed?.objects.has(nameOf(object)) !== true &&
    ["ours", "other-state"].includes(standing(comment, claim));
  if ([...groups].some(([groupid, { settings }]) => isNew({ kind: "group", groupid }, settings["comment"])))
    return true;
  return [...users].some(
    ([userid, { settings, tokens }]) =>
      isNew({ kind: "user", userid }, settings["comment"]) ||
      [...tokens].some(([tokenid, token]) =>
        isNew({ kind: "token", userid, tokenid }, token.settings["comment"]),
      ),
  );
}
