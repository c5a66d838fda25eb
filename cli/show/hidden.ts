import { type Permissions, privilegesOn } from "../../pve/objects";

/** What PVE leaves out of an answer, unless the login has one of the privileges on the path, for all that is below it too. */
interface Sight {
  /** How the names of what it shows begin. */
  readonly kinds: readonly string[];
  readonly path: string;
  readonly privileges: readonly string[];
  /** What is seen without. */
  readonly instead: string;
}

const SIGHTS: readonly Sight[] = [
  {
    kinds: ["acl"],
    path: "/access",
    privileges: ["Sys.Audit"],
    instead: "ACL entries on paths where it may not change permissions are not shown",
  },
  {
    kinds: ["user", "token"],
    path: "/access/groups",
    privileges: ["User.Modify", "Sys.Audit"],
    instead: "of users and their tokens only itself, and members of groups where it has that, are shown",
  },
  {
    kinds: ["group"],
    path: "/access/groups",
    privileges: ["User.Modify", "Sys.Audit", "Group.Allocate"],
    instead: "only groups where it has that are shown",
  },
];

/** What a login does not see. */
export interface Hidden {
  /** In sentences. */
  readonly sentences: readonly string[];
  /** Whether an object may be there all the same. @param name such as `user opentofu@pve` */
  readonly mayHide: (name: string) => boolean;
}

/** @param permissions the login's own */
export function hiddenFrom(permissions: Permissions): Hidden {
  const lacking = SIGHTS.filter(({ path, privileges }) => {
    const held = privilegesOn(permissions, path);
    // An entry on one group is a level of its own.
    return !privileges.some((privilege) => held.get(privilege) === true);
  });
  return {
    sentences: lacking.map(
      ({ path, privileges, instead }) => `Without ${privileges.join(" or ")} on ${path}, ${instead}.`,
    ),
    mayHide: (name) => lacking.some(({ kinds }) => kinds.includes(name.split(" ", 1)[0] ?? "")),
  };
}
