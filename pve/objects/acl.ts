import { absentIf } from "../wire/absent";
import type { PveClient } from "../wire/client";
import type { Observed, Settings } from "./settings";
import type { AclSpec, SubjectSpec } from "../spec";

/** What names an ACL entry. */
export type AclIdentity = Pick<AclSpec, "path" | "roleid" | "subject">;

/** An ACL entry as PVE has it. */
export type AclEntry = Omit<AclSpec, "kind">;

interface AclAnswer {
  readonly path: string;
  readonly type: SubjectSpec["type"];
  readonly ugid: string;
  readonly roleid: string;
  readonly propagate?: unknown;
}

const SUBJECT_PARAMETERS = { user: "users", group: "groups", token: "tokens" } as const;

/** The settings of an ACL entry: it has just one. */
export function aclSettings(spec: Pick<AclSpec, "propagate">): Settings {
  return { propagate: spec.propagate };
}

/** `GET /access/acl`: every entry that the caller may see, and that is all of them with Sys.Audit on `/access`. */
export async function listAcl(client: PveClient): Promise<readonly AclEntry[]> {
  const answer = await client.get<readonly AclAnswer[] | null>("/access/acl");
  return (answer ?? []).map(({ path, type, ugid, roleid, propagate }) => ({
    path,
    roleid,
    subject: { type, ugid },
    propagate: Number(propagate ?? 1) === 1,
  }));
}

/** The one entry of that identity; undefined if there is none. */
export async function observeAcl(client: PveClient, identity: AclIdentity): Promise<Observed | undefined> {
  const entry = (await listAcl(client)).find((candidate) => sameEntry(candidate, identity));
  return entry && { settings: aclSettings(entry) };
}

/** Whether both name the same entry; paths compare as PVE normalises them. */
export function sameEntry(one: AclIdentity, other: AclIdentity): boolean {
  return (
    one.roleid === other.roleid &&
    one.subject.type === other.subject.type &&
    one.subject.ugid === other.subject.ugid &&
    normalized(one.path) === normalized(other.path)
  );
}

/** `PUT /access/acl`: adds the entry, or changes the propagation of the one that is there. */
export async function putAcl(client: PveClient, identity: AclIdentity, settings: Settings): Promise<void> {
  await client.put("/access/acl", { ...parameters(identity), ...settings });
}

/** `PUT /access/acl` with `delete`; an entry that went with its role or subject is no error. */
export async function deleteAcl(client: PveClient, identity: AclIdentity): Promise<void> {
  await absentIf("missing", client.put("/access/acl", { ...parameters(identity), delete: true }));
}

function parameters({ path, roleid, subject }: AclIdentity) {
  return { path, roles: roleid, [SUBJECT_PARAMETERS[subject.type]]: subject.ugid };
}

function normalized(path: string): string {
  return `/${path}`.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
}
