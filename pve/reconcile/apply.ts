import {
  type Seen,
  createGroup,
  createRole,
  createUser,
  deleteAcl,
  putAcl,
  sameEntry,
  together,
  updateGroup,
  updateRole,
  updateToken,
  updateUser,
} from "../objects";
import { nameOf } from "../spec";
import { type Issuing, issueToken } from "./issue";
import { making } from "./making";
import type { Change } from "./plan";
import { changeInWords } from "./says";
import { isUnknownResult, write } from "./rounds";

/** What a run does as it goes. */
export interface Run extends Issuing {
  /** One line about what was changed, without the cluster. */
  readonly say: (line: string) => void;
  /** Changes of earlier rounds of which it is unknown whether they were done, by the object's name. */
  readonly unclear: Map<string, Change>;
}

type Grant = Extract<Change, { do: "grant" }>;

/** Does what is planned, one after the other: PVE holds one lock for all of them. */
export async function apply(changes: readonly Change[], seen: Seen, run: Run): Promise<void> {
  const planned = new Set(changes.map(({ object }) => nameOf(object)));
  tell(
    [...run.unclear.values()].filter(({ object }) => !planned.has(nameOf(object))),
    run,
  );
  for (const change of changes) {
    if (change.do === "grant") continue;
    await telling([change], run, () => applyOne(change, seen, run));
  }
  await grantAll(
    changes.filter((change) => change.do === "grant"),
    run,
  );
}

async function applyOne(change: Exclude<Change, Grant>, seen: Seen, run: Run): Promise<void> {
  const { client, made } = run;
  switch (change.do) {
    case "create-user":
      return making([change.object], made, createUser(client, change.object.userid, change.settings));
    case "update-user":
      return write(updateUser(client, change.object.userid, change.settings));
    case "create-group":
      return making([change.object], made, createGroup(client, change.object.groupid, change.settings));
    case "update-group":
      return write(updateGroup(client, change.object.groupid, change.settings));
    case "create-role":
      return making([change.object], made, createRole(client, change.object.roleid, change.privileges));
    case "update-role":
      return write(updateRole(client, change.object.roleid, change.privileges));
    case "update-token":
      return write(updateToken(client, change.object, change.settings));
    case "issue-token":
      return issueToken(change, seen, run);
    case "retire":
      return write(deleteAcl(client, change.object));
  }
}

/** Entries of one role on one path go in one call. */
async function grantAll(grants: readonly Grant[], run: Run): Promise<void> {
  for (const { subjects, ...entry } of together(grants.map(({ object }) => object))) {
    const entries = subjects.map((subject) => ({ ...entry, subject }));
    const own = grants.filter(({ object }) => entries.some((one) => sameEntry(one, object)));
    const fresh = own.filter(({ there }) => there === undefined).map(({ object }) => object);
    await telling(own, run, () => making(fresh, run.made, putAcl(run.client, entries)));
  }
}

/** Says what was done. Where that is unknown, the next round says it, in the words of this one: it may find less left to do. */
async function telling(changes: readonly Change[], run: Run, call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    for (const change of changes) {
      const name = nameOf(change.object);
      if (isUnknownResult(error) && !run.unclear.has(name)) run.unclear.set(name, change);
    }
    throw error;
  }
  tell(changes, run);
}

function tell(changes: readonly Change[], { say, unclear }: Run): void {
  for (const change of changes) {
    const name = nameOf(change.object);
    say(changeInWords(unclear.get(name) ?? change));
    unclear.delete(name);
  }
}
