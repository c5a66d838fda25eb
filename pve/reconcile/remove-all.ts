import { parseFullTokenid } from "../names";
import type { PveClient } from "../wire";
import { type Claim } from "./claim";
import { inRounds } from "./rounds";
import { REMOVAL_ORDER, type Removal, type Removed, decisiveFor, remove } from "./remove";
import { type ObservedGroup, type Seen, observe, sameEntry } from "../objects";
import { type SubjectSpec, fullTokenid } from "../spec";

/** An object, and what became of it. */
export type Outcome = Removal & Removed;

/**
 * Takes objects away, in the order that PVE needs: each looks as if those before it were gone already. Called again it finds
 * what is left. What an earlier round has begun to delete, and a later one does not find, was deleted.
 */
export async function removeAll(
  client: PveClient,
  removals: readonly Removal[],
  claim: Pick<Claim, "owner" | "states">,
): Promise<readonly Outcome[]> {
  const sorted = REMOVAL_ORDER.flatMap((kind) => removals.filter(({ identity }) => identity.kind === kind));
  const lists = removals.flatMap(({ identity }) => decisiveFor(identity));
  const tried = new Set<Removal>();
  return inRounds(async () => {
    let seen = await observe(client, lists);
    const outcomes: Outcome[] = [];
    for (const removal of sorted) {
      const found = await remove(client, removal, seen, claim, () => tried.add(removal));
      const removed: Removed = found.did === "missing" && tried.has(removal) ? { did: "deleted" } : found;
      outcomes.push({ ...removal, ...removed });
      if (removed.did === "deleted") seen = without(seen, removal);
    }
    return outcomes;
  });
}

/** What is seen when an object is gone, with what PVE drops along with it. */
function without(seen: Seen, { identity }: Removal): Seen {
  const { users, groups, roles, acl } = seen;
  switch (identity.kind) {
    case "acl":
      return { ...seen, acl: acl.filter((entry) => !sameEntry(entry, identity)) };
    case "token": {
      const user = users.get(identity.userid);
      const tokens = new Map([...(user?.tokens ?? [])].filter(([tokenid]) => tokenid !== identity.tokenid));
      const ugid = fullTokenid(identity);
      return {
        ...seen,
        users: user === undefined ? users : new Map(users).set(identity.userid, { ...user, tokens }),
        acl: acl.filter(({ subject }) => subject.ugid !== ugid),
      };
    }
    case "role":
      return {
        ...seen,
        roles: new Map([...roles].filter(([roleid]) => roleid !== identity.roleid)),
        acl: acl.filter(({ roleid }) => roleid !== identity.roleid),
      };
    case "user":
      return {
        ...seen,
        users: new Map([...users].filter(([userid]) => userid !== identity.userid)),
        groups: new Map([...groups].map(([groupid, group]) => [groupid, leftBy(group, identity.userid)])),
        acl: acl.filter(({ subject }) => userOf(subject) !== identity.userid),
      };
    case "group":
      return {
        ...seen,
        groups: new Map([...groups].filter(([groupid]) => groupid !== identity.groupid)),
        acl: acl.filter(({ subject: { type, ugid } }) => type !== "group" || ugid !== identity.groupid),
      };
  }
}

/** The user whose entry goes with it: its own, or one of its tokens'. */
function userOf({ type, ugid }: SubjectSpec): string | undefined {
  if (type === "token") return parseFullTokenid(ugid)?.userid;
  return type === "user" ? ugid : undefined;
}

function leftBy(group: ObservedGroup, userid: string): ObservedGroup {
  return { ...group, members: group.members.filter((member) => member !== userid) };
}
