import { shortName } from "../../pve/reconcile";
import { type Identity, type ObjectKind, nameOf, parseName } from "../../pve/spec";

/** An object of PVE, as documents have it. */
export interface NamedObject {
  readonly kind: ObjectKind;
  /** A userid, a groupid, a roleid, `user@realm!tokenid`, or of an ACL entry `<path> <roleid> <kind of subject> <its name>`. */
  readonly name: string;
}

export function named(object: Identity): NamedObject {
  return { kind: object.kind, name: nameOf(object).slice(object.kind.length + 1) };
}

/** The object as a line names it: `acl / opentofu-role for opentofu@pve`. */
export function columnOf({ kind, name }: NamedObject): string {
  return shortName(parseName(`${kind} ${name}`));
}
