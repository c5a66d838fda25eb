import { whereAsked } from "./asked";
import type { PrivilegeName } from "./known-names";
import { type GrantTemplate, onNetwork, onPool, onStorage, onVms } from "./profile-parts";

/** Where a privilege goes that is given by itself: where PVE asks for it. @param name checked already */
export function placesOf(name: string): readonly GrantTemplate[] {
  const privilege = name as PrivilegeName;
  const kind = privilege.split(".")[0];
  if (kind === "VM") return [onVms([privilege])];
  if (kind === "Pool") return [onPool([privilege])];
  if (kind === "Datastore") return [onStorage([privilege])];
  if (kind === "SDN") return [onNetwork([privilege])];
  if (kind === "Sys") return whereAsked(privilege);
  const path = kind === "Mapping" ? "/mapping" : "/access";
  return [{ paths: [path], root: path, privileges: [privilege] }];
}
