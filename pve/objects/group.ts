import { type PveClient, absentIf, apiPath } from "../wire";
import { type Settings, splitList, text } from "./settings";

/** A group as PVE has it. */
export interface ObservedGroup {
  /** `comment`. */
  readonly settings: Settings;
  /** The userids of those who are in it. */
  readonly members: readonly string[];
}

interface GroupAnswer {
  readonly groupid: string;
  readonly comment?: unknown;
  readonly users?: unknown;
}

/** `GET /access/groups`: every group that the caller may see, by groupid. */
export async function listGroups(client: PveClient): Promise<ReadonlyMap<string, ObservedGroup>> {
  const answer = await client.get<readonly GroupAnswer[] | null>("/access/groups");
  return new Map(
    (answer ?? []).map(({ groupid, comment, users }) => [
      groupid,
      { settings: { comment: text(comment) }, members: splitList(users) },
    ]),
  );
}

/** `POST /access/groups` */
export async function createGroup(client: PveClient, groupid: string, settings: Settings): Promise<void> {
  await client.post("/access/groups", { groupid, ...settings });
}

/** `PUT /access/groups/{groupid}`: its members stay as they are. */
export async function updateGroup(client: PveClient, groupid: string, changed: Settings): Promise<void> {
  await client.put(apiPath`/access/groups/${groupid}`, changed);
}

/** `DELETE /access/groups/{groupid}`: PVE drops its ACL entries with it. A group that is gone is no error. */
export async function deleteGroup(client: PveClient, groupid: string): Promise<void> {
  await absentIf("missing", client.delete(apiPath`/access/groups/${groupid}`));
}
