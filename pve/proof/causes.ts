import { type AclEntry, listAcl, sameEntry } from "../objects/acl";
import type { PveClient } from "../wire/client";
import { effectivePrivileges } from "./permissions";
import type { Lack, ProvenToken } from "./lack";
import { addRole, deleteEntry, extendRole, pveum, setEntry } from "../pveum";
import { observeRoles } from "../objects/role";
import type { ProofContext, SubjectSpec } from "../spec";
import { observeToken } from "../objects/token";

/** One thing that stands between a token and what was granted. */
export interface Cause {
  /** In words, without a full stop. */
  readonly what: string;
  /** The line of `pveum` that removes it. */
  readonly line: string;
  /**
   * What does the same in the configuration: `repair` where it is described already, `subject` where the ACL is not
   * described for the one who lacks it, `none` where no setting reaches.
   */
  readonly change: "repair" | "subject" | "none";
}

/** What a lack is explained from: PVE as the administrator's login sees it. */
interface View {
  readonly client: PveClient;
  readonly token: ProvenToken;
  readonly context: ProofContext;
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly entries: readonly AclEntry[];
}

/** The causes of all lacks, each once: those of the token first, then roles, then ACL entries. */
export async function findCauses(
  client: PveClient,
  lacks: readonly Lack[],
  token: ProvenToken,
  context: ProofContext,
): Promise<readonly Cause[]> {
  const view = {
    client,
    token,
    context,
    roles: await observeRoles(client),
    entries: await listAcl(client),
  };
  const causes = [...(await ofSeparation(view)), ...lacks.flatMap((lack) => ofRole(lack, view))];
  for (const lack of lacks) causes.push(...(await ofEntries(lack, view)));
  return causes.filter((cause, index) => causes.findIndex(({ line }) => line === cause.line) === index);
}

/** Switched on by hand, privilege separation leaves a token nothing, since only its user has entries. */
async function ofSeparation({ client, token }: View): Promise<Cause[]> {
  if (token.privsep) return [];
  const observed = await observeToken(client, token);
  if (observed?.settings["privsep"] !== true) return [];
  const line = pveum("user", "token", "modify", token.userid, token.tokenid, { "--privsep": "0" });
  return [{ what: "privilege separation is on in PVE", line, change: "repair" }];
}

function ofRole({ grant, wanted, missing }: Lack, { roles }: View): Cause[] {
  const { roleid } = grant;
  const held = roles.get(roleid);
  if (held === undefined)
    return [{ what: `role ${roleid} is gone`, line: addRole(roleid, wanted), change: "repair" }];
  const lacking = missing.filter((name) => !held.includes(name));
  if (lacking.length === 0) return [];
  const what = `role ${roleid} lacks ${lacking.join(", ")}`;
  return [{ what, line: extendRole(roleid, lacking), change: "repair" }];
}

/** Which side lacks it: the user, the token's own entries (privilege separation), or both. */
async function ofEntries(lack: Lack, view: View): Promise<Cause[]> {
  const { token, client } = view;
  const { grant, missing, local } = lack;
  const user = { type: "user", ugid: token.userid } as const;
  const held = await effectivePrivileges(client, grant.path, token.userid);
  const userLacks = missing.some((name) => !held.has(name)) || local.some((name) => held.get(name) !== true);
  return [
    ...(userLacks ? ofEntry(lack, view, user) : []),
    ...(token.privsep ? ofEntry(lack, view, { type: "token", ugid: token.fullTokenid }) : []),
  ];
}

function ofEntry({ grant }: Lack, { entries, context }: View, subject: SubjectSpec): Cause[] {
  const { path, roleid, propagate } = grant;
  const whose = subject.type === "user" ? `user ${subject.ugid}` : "the token itself (privilege separation)";
  const entry = entries.find((other) => sameEntry(other, { path, roleid, subject }));
  const causes: Cause[] = [];
  if (entry?.propagate !== propagate) {
    const change = context.subjects.includes(subject.ugid) ? "repair" : "subject";
    const without = entry === undefined ? "has no entry" : `has an entry that ${propagates(entry)}`;
    const what = `${whose} ${without} with role ${roleid} on ${path}`;
    causes.push({ what, line: setEntry({ path, roleid, subject, propagate }), change });
  }
  const barred = { path, roleid: NO_ACCESS, subject };
  if (entries.some((other) => sameEntry(other, barred)))
    causes.push({ what: `${whose} has ${NO_ACCESS} on ${path}`, line: deleteEntry(barred), change: "none" });
  return causes;
}

function propagates({ propagate }: AclEntry): string {
  return propagate ? "propagates" : "does not propagate";
}

/** The role that takes everything away, whatever else is granted on the path. */
const NO_ACCESS = "NoAccess";
