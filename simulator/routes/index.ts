/** All handlers, by name of the method. */
import { access } from "./access";
import { acl } from "./acl";
import type { Handlers } from "./call";
import { groups } from "./groups";
import { guests } from "./guests";
import { lookups } from "./lookups";
import { nodes } from "./nodes";
import { roles } from "./roles";
import { tfa } from "./tfa";
import { ticket } from "./ticket";
import { tokens } from "./tokens";
import { users } from "./users";

export const HANDLERS: Handlers = {
  ...access,
  ...acl,
  ...groups,
  ...guests,
  ...lookups,
  ...nodes,
  ...roles,
  ...tfa,
  ...ticket,
  ...tokens,
  ...users,
};
