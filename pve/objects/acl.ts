import { normalizeAclPath } from "../names";
import { type AclSpec, type SubjectSpec, subjectName } from "../spec";
import { type PveClient, absentIf, foreignText } from "../wire";

/** What names an ACL entry. */
export type AclIdentity = Pick<AclSpec, "path" | "roleid" | "subject">;

/** An ACL entry as PVE has it. */
export type AclEntry = Pick<AclSpec, "path" | "roleid" | "subject" | "propagate">;

interface AclAnswer {
  readonly path: string;
  readonly type: SubjectSpec["type"];
  readonly ugid: string;
  readonly roleid: string;
  readonly propagate?: unknown;
}

const PARAMETERS = { user: "users", group: "groups", token: "tokens" } as const;

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

/** Whether both name the same entry; paths compare as PVE normalises them. */
export function sameEntry(one: AclIdentity, other: AclIdentity): boolean {
  return (
    one.roleid === other.roleid &&
    sameSubject(one.subject, other.subject) &&
    normalizeAclPath(one.path) === normalizeAclPath(other.path)
  );
}

/** Whether both name the same user, group or token. */
export function sameSubject(one: SubjectSpec, other: SubjectSpec): boolean {
  return one.type === other.type && one.ugid === other.ugid;
}

/** What an entry gives, to whom and where: `PVEAuditor for group admins on /`. */
export function grantInWords({ roleid, subject, path }: AclEntry): string {
  return foreignText(`${roleid} for ${subjectName(subject)} on ${path}`);
}

/**
 * `PUT /access/acl`: adds entries, or changes the propagation of those that are there. Those of one role on one path go in one
 * call.
 */
export async function putAcl(client: PveClient, entries: readonly AclEntry[]): Promise<void> {
  for (const { path, roleid, propagate, subjects } of together(entries)) {
    await client.put("/access/acl", { path, roles: roleid, ...parameters(subjects), propagate });
  }
}

/** `PUT /access/acl` with `delete`; an entry that went with its role or subject is no error. */
export async function deleteAcl(client: PveClient, { path, roleid, subject }: AclIdentity): Promise<void> {
  const params = { path, roles: roleid, ...parameters([subject]), delete: true };
  await absentIf("missing", client.put("/access/acl", params));
}

/** The calls that {@link putAcl} makes. */
export function together(entries: readonly AclEntry[]) {
  const groups = new Map<string, Omit<AclEntry, "subject"> & { readonly subjects: SubjectSpec[] }>();
  for (const { path, roleid, propagate, subject } of entries) {
    const key = `${path} ${roleid} ${String(propagate)}`;
    const group = groups.get(key) ?? { path, roleid, propagate, subjects: [] };
    group.subjects.push(subject);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function parameters(subjects: readonly SubjectSpec[]): Readonly<Record<string, string>> {
  const types = [...new Set(subjects.map(({ type }) => type))];
  return Object.fromEntries(
    types.map((type) => [
      PARAMETERS[type],
      subjects
        .filter((subject) => subject.type === type)
        .map(({ ugid }) => ugid)
        .join(","),
    ]),
  );
}
