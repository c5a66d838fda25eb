import { NO_ACCESS, isPast } from "../names";
import {
  type AclEntry,
  type Seen,
  type Settings,
  decidingFor,
  given,
  grantInWords,
  levelsOf,
  rolesOf,
  tokenHolder,
} from "../objects";
import { deleteEntry, enableUser } from "../pveum";
import { type ObjectSpec, type TokenSpec, fullTokenid, nameOf } from "../spec";
import { UserError } from "../user-error";
import { foreignText } from "../wire";
import { describedUser } from "./expected";
import { type Lack, lackInWords } from "./lack";

/** What a proof is about: the cluster's key, and everything that is described there. */
interface Wanted {
  readonly cluster: string;
  readonly objects: readonly ObjectSpec[];
}

/**
 * Says why a token may do less than its description gives it, when its own objects are as described: what is left are
 * entries of others that take away.
 * @param seen the cluster as it is now
 */
export function explainLacks(
  lacks: readonly Lack[],
  token: TokenSpec,
  { cluster, objects }: Wanted,
  seen: Seen,
): UserError {
  const causes = takingEntries(lacks, token, objects, seen).flatMap((entry) => [
    `${grantInWords(entry)} ${effectOf(entry)}. Where that is not wanted, run on a node:`,
    `  ${foreignText(deleteEntry(entry))}`,
  ]);
  return new UserError(
    [
      `token ${fullTokenid(token)} on ${cluster} works, but may do less than was granted:`,
      ...lacks.map((lack) => `  ${lackInWords(lack)}`),
      ...(causes.length > 0 ? causes : [...separation(token, lacks, objects), OTHERWISE]),
    ].join("\n"),
  );
}

/** The entries that nobody has described and that decide where the token lacks something, without giving it. */
function takingEntries(
  lacks: readonly Lack[],
  token: TokenSpec,
  objects: readonly ObjectSpec[],
  seen: Seen,
): readonly AclEntry[] {
  const [holder, levels, roles] = [tokenHolder(token, seen), levelsOf(seen.acl), rolesOf(seen)];
  const described = new Set(objects.map(nameOf));
  const taking = lacks.flatMap(({ path, missing }) =>
    decidingFor(holder, path, levels)
      .filter((level) => missing.some((name) => !given(level, roles).has(name)))
      .map((level) => {
        const barring = level.filter(({ roleid }) => roleid === NO_ACCESS);
        return barring.length > 0 ? barring : level;
      })
      .flat(),
  );
  return [...new Set(taking)].filter((entry) => !described.has(nameOf({ kind: "acl", ...entry })));
}

function effectOf({ roleid }: AclEntry): string {
  return roleid === NO_ACCESS ? "takes everything away there" : "replaces there what comes from above";
}

/** PVE gives a token with privilege separation what both it and its user have. */
function separation(
  { privsep, userid }: TokenSpec,
  lacks: readonly Lack[],
  objects: readonly ObjectSpec[],
): readonly string[] {
  if (!privsep) return [];
  const paths = lacks.map(({ path }) => path).join(", ");
  const way = describedUser(userid, objects)
    ? `describe an ACL entry for ${userid} too on ${paths}, with all that it is to have there, since the entry replaces what comes from ` +
      "above"
    : `whoever keeps ${userid} has to give it that on ${paths}`;
  return [`With privilege separation it has no more than its user: ${way}. If it has that already:`];
}

const OTHERWISE =
  "User, role, ACL entry and token are as described, so the node is behind, or somebody changes them at the same time: deploy again.";

/** Says why a secret that was just issued is refused. */
export function explainRefusal(token: TokenSpec, { cluster, objects }: Wanted, seen: Seen): UserError {
  const name = `token ${fullTokenid(token)} on ${cluster}`;
  const user = seen.users.get(token.userid);
  if (user?.settings["enable"] === false) {
    const described = describedUser(token.userid, objects) !== undefined;
    const mend = described
      ? "Describe it with `enable: true`, or run on a node"
      : "If that is not meant, run on a node";
    return new UserError(
      `${name} is refused: its user is disabled in PVE. ${mend}: ${enableUser(token.userid)}`,
    );
  }
  if (hasExpired(user?.settings)) return new UserError(`${name} is refused: its user has expired.`);
  if (hasExpired(user?.tokens.get(token.tokenid)?.settings))
    return new UserError(`${name} is refused: it has expired. Describe a later \`expires\`.`);
  return new UserError(
    `${name} is refused (401) with the secret that was just issued: somebody else may have renewed it meanwhile. ` +
      "Set another `token.rotation` and deploy again.",
  );
}

function hasExpired(settings: Settings | undefined): boolean {
  const expire = settings?.["expire"];
  return typeof expire === "number" && isPast(expire);
}
