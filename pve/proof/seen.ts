import type { AclEntry, ObservedRole, ObservedUser } from "../objects";

/** The objects that an explanation is looked for in. */
export interface Seen {
  readonly users: ReadonlyMap<string, ObservedUser>;
  readonly roles: ReadonlyMap<string, ObservedRole>;
  readonly acl: readonly AclEntry[];
}
