import { type Identity, type ObjectSpec, nameOf } from "../spec";
import type { Change } from "./plan";
import { privilegeChange } from "./plan/words";

/** What a change does, as one line: `role opentofu-role: + Pool.Allocate`. */
export function changeInWords(change: Change): string {
  return `${shortName(change.object)}: ${deed(change)}`;
}

/** An object as short as it is clear; a reader of the line knows the cluster. */
export function shortName(object: Identity | ObjectSpec): string {
  return object.kind === "acl"
    ? `acl ${object.path} ${object.roleid} for ${object.subject.ugid}`
    : nameOf(object);
}

function deed(change: Change): string {
  switch (change.do) {
    case "create-user":
    case "create-group":
      return "created";
    case "create-role":
      return `created with ${change.privileges.join(" ") || "no privilege"}`;
    case "update-role":
      return privilegeChange(change.privileges, change.held);
    case "update-user":
    case "update-group":
    case "update-token":
      return change.differences.map(({ name }) => name).join(", ");
    case "issue-token":
      return change.there === undefined ? "created" : "new secret, the former one is dead";
    case "grant":
      return change.there === undefined ? "granted" : `propagate ${String(change.object.propagate)}`;
    case "retire":
      return "taken away, since this version of PVE has no use for it";
  }
}
