import type { Difference, Mark, Settings } from "../../objects";
import { type Identity, type ObjectSpec, fullTokenid, subjectName } from "../../spec";
import { foreignText } from "../../wire";

/** An object in the words of our messages, such as `user opentofu@pve`. */
export function inWords(object: Identity | ObjectSpec): string {
  switch (object.kind) {
    case "user":
      return `user ${object.userid}`;
    case "group":
      return `group ${object.groupid}`;
    case "role":
      return `role ${object.roleid}`;
    case "acl":
      return `ACL entry ${object.path} ${object.roleid} for ${subjectName(object.subject)}`;
    case "token":
      return `token ${fullTokenid(object)}`;
  }
}

/** A setting's value as a person reads it; text of a server is made harmless. */
export function shown(value: Settings[string] | undefined): string {
  return typeof value === "string" ? JSON.stringify(foreignText(value)) : String(value ?? "nothing");
}

/** Differences of settings as lines. */
export function differenceLines(found: readonly Difference[]): readonly string[] {
  return found.map(
    ({ name, wanted, there }) => `  ${name}: wanted ${shown(wanted)}, there is ${shown(there)}`,
  );
}

/** `+ VM.Clone - VM.Audit` */
export function privilegeChange(wanted: readonly string[], held: readonly string[]): string {
  return [
    ...wanted.filter((name) => !held.includes(name)).map((name) => `+ ${name}`),
    ...held.filter((name) => !wanted.includes(name)).map((name) => `- ${foreignText(name)}`),
  ].join(" ");
}

const NOUNS = { user: "user", group: "group", role: "role", acl: "ACL entry", token: "token" } as const;

/** An object that is there and is not ours: what it is, how it differs, and what allows to go on. */
export function notOurs(object: ObjectSpec, cluster: string, is: string, lines: readonly string[]): string {
  const secret = object.kind === "token" ? "; an adopted token gets a new secret" : "";
  const other =
    object.kind === "acl" ? "remove the entry" : `choose another name for the ${NOUNS[object.kind]}`;
  const way = `Set \`adopt: true\` to take it over (destroy then retains it${secret}), or ${other}.`;
  return [`${inWords(object)} ${is} on ${cluster}.`, ...lines, way].join("\n");
}

/** What is the matter with a user or token that is not ours. */
export function isOf(mark: Mark | undefined): string {
  return mark === undefined ? "exists and is not ours" : `belongs to ${foreignText(mark.owner)}`;
}

/** The same description is deployed from elsewhere. */
export function otherState(object: ObjectSpec, cluster: string): string {
  return (
    `${inWords(object)} on ${cluster} was made by another Terraform state of this stack: somebody deploys the same ` +
    "description from elsewhere, and a new secret here would end theirs. Use one state for both (a remote backend). Or, if that " +
    "state is lost, set `adopt: true` to take over what it made."
  );
}
