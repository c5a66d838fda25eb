import { isPast } from "../names";
import type { Seen, Settings } from "../objects";
import { deleteEntry, enableUser } from "../pveum";
import { type TokenSpec, fullTokenid } from "../spec";
import { UserError } from "../user-error";
import { foreignText } from "../wire";
import { type Lack, lackInWords } from "./lack";
import { entriesFor, entryInWords } from "./origins";

/** The role that takes everything away, whatever else is granted on the path. */
const NO_ACCESS = "NoAccess";

/**
 * Says why a token may do less than its description gives it, when its own objects are as described: what is left are
 * entries of others that take away.
 * @param seen the cluster as it is now
 */
export function explainLacks(
  lacks: readonly Lack[],
  token: TokenSpec,
  cluster: string,
  seen: Seen,
): UserError {
  const barred = entriesFor(token, seen).filter(({ roleid }) => roleid === NO_ACCESS);
  const causes = barred.flatMap((entry) => [
    `${entryInWords(entry)} takes everything away there. Where that is not wanted, run on a node:`,
    `  ${foreignText(deleteEntry(entry))}`,
  ]);
  return new UserError(
    [
      `token ${fullTokenid(token)} on ${cluster} works, but may do less than was granted:`,
      ...lacks.map((lack) => `  ${lackInWords(lack)}`),
      ...(causes.length > 0 ? causes : [...separation(token, lacks), OTHERWISE]),
    ].join("\n"),
  );
}

/** PVE gives a token with privilege separation what both it and its user have. */
function separation({ privsep, userid }: TokenSpec, lacks: readonly Lack[]): readonly string[] {
  const paths = lacks.map(({ path }) => path).join(", ");
  return privsep
    ? [
        `With privilege separation it has no more than its user: grant ${userid} the same on ${paths}. If it has that already:`,
      ]
    : [];
}

const OTHERWISE =
  "User, role, ACL entry and token are as described, so the node is behind, or somebody changes them at the same time: deploy again.";

/** Says why a secret that was just issued is refused. */
export function explainRefusal(token: TokenSpec, cluster: string, seen: Seen): UserError {
  const name = `token ${fullTokenid(token)} on ${cluster}`;
  const user = seen.users.get(token.userid);
  if (user?.settings["enable"] === false)
    return new UserError(
      `${name} is refused: its user is disabled in PVE. Describe it with \`enable: true\`, or run on a node: ${enableUser(token.userid)}`,
    );
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
