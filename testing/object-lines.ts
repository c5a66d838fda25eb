/** The objects of a cluster in lines of a summary. */
import {
  type AclSpec,
  type GroupSpec,
  type Ownership,
  type PrivilegeSource,
  type ProfileParameters,
  type RoleSpec,
  type TokenSpec,
  type UserSpec,
  fullTokenid,
  subjectName,
} from "../pve/spec";
import { indented, words } from "./words";

/** A user, and below it what is described of it. */
export function userLines(user: UserSpec): string[] {
  const { userid, comment, email, firstname, lastname, enable, expires, groups } = user;
  const enabled = enable === undefined ? undefined : enable ? "enabled" : "disabled";
  return [
    words(`user ${userid}`, enabled, expiry(expires), groups && membership(groups), ...ownership(user)),
    ...indented(texts({ comment, email, firstname, lastname })),
  ];
}

/** A group, and below it its comment. */
export function groupLines(group: GroupSpec): string[] {
  const { groupid, comment } = group;
  return [words(`group ${groupid}`, ...ownership(group)), ...indented(texts({ comment }))];
}

function membership(groups: readonly string[]): string {
  return groups.length === 0 ? "in no group" : `in ${groups.join(" ")}`;
}

/** A role, and below it what it holds, or what the node makes that of. */
export function roleLines(role: RoleSpec): string[] {
  return [words(`role ${role.roleid}`, ...ownership(role)), ...indented(privilegeLines(role.privileges))];
}

/**
 * Who has which role on a path, and below it why.
 * @param described the names of the objects that the stack describes for the cluster; any other one exists already
 */
export function aclLines(
  entry: AclSpec,
  described: ReadonlySet<string>,
  reason: string | undefined,
): string[] {
  const { path, roleid, subject, propagate } = entry;
  return [
    words(
      `acl ${path}`,
      `${subject.type} ${subject.ugid} has ${roleid}`,
      !propagate && "there only",
      !described.has(`role ${roleid}`) && "a role that is not described here",
      !described.has(subjectName(subject)) && `a ${subject.type} that is not described here`,
      ...ownership(entry),
    ),
    ...indented(texts({ reason })),
  ];
}

/**
 * An API token, and below it its comment.
 * @param described as with {@link aclLines}
 * @param kept whether the state has its secret
 */
export function tokenLines(token: TokenSpec, described: ReadonlySet<string>, kept: boolean): string[] {
  const { privsep, expires, rotateBefore, rotation, comment } = token;
  const reach = privsep ? "privilege separation" : "all that its user has";
  return [
    words(
      `token ${fullTokenid(token)}`,
      reach,
      !described.has(`user ${token.userid}`) && "a user that is not described here",
      expiry(expires) ?? "without an expiry",
      rotateBefore !== undefined && `renewed ${rotateBefore} before`,
      `rotation ${rotation}`,
      !kept && "secret not in the state",
      ...ownership(token),
    ),
    ...indented(texts({ comment })),
  ];
}

function privilegeLines(source: PrivilegeSource): string[] {
  if ("list" in source) {
    const { profiles = [], pveVersion = "" } = source.resolved ?? {};
    return [
      ...profiles.map((profile) => `profile ${profile}, resolved for PVE ${pveVersion}`),
      ...source.list,
    ];
  }
  return [
    ...source.profiles.map((profile) => `profile ${profile}`),
    ...source.add.map((privilege) => `+ ${privilege}`),
    ...source.remove.map((privilege) => `- ${privilege}`),
    ...("on" in source
      ? [words(`on ${source.on.path}`, !source.on.propagate && "there only", ...confined(source.parameters))]
      : []),
  ];
}

function confined(parameters: ProfileParameters): readonly string[] {
  return Object.entries(parameters as Readonly<Record<string, readonly string[]>>).map(
    ([name, values]) => `${name} ${values.join(" ")}`,
  );
}

function texts(described: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(described).flatMap(([name, text]) =>
    text === undefined ? [] : [`${name} ${JSON.stringify(text)}`],
  );
}

function ownership({ adopt, removalPolicy }: Ownership): readonly (string | false)[] {
  return [adopt === true && "adopt", removalPolicy !== undefined && `removal policy ${removalPolicy}`];
}

function expiry(expires: string | undefined): string | undefined {
  if (expires === undefined) return undefined;
  return expires === "never" ? "never expires" : `expires ${expires}`;
}
