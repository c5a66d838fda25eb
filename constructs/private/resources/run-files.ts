import type { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { originsFile, secretFile, trustFile } from "../../../pve/spec";
import { address } from "./dependencies";

/** The secret that a reconcile has left in the run folder; empty if there is none. @param issue an expression in `${}` */
export function secretIn(key: string, issue: string, reconcile: NullResource): string {
  return `\${sensitive(try(trimspace(${read(secretFile(key, issue), reconcile)}), ""))}`;
}

/** Whether an object was there before us, as a reconcile has noted it. @param name an expression of the object's name */
export function originIn(key: string, name: string, reconcile: NullResource): string {
  return `\${try(jsondecode(${read(originsFile(key), reconcile)})[${name}], "made")}`;
}

/**
 * What a process has noted of a cluster's certificate: what has to be trusted; empty if nothing is noted. The path is unknown as
 * long as Terraform plans, since the check before a change may note it, and no resource has to be replaced for that.
 */
export function caIn(key: string): string {
  const file = `"\${path.module}/${trustFile(key)}\${substr(timestamp(), 0, 0)}"`;
  return `\${try(jsondecode(file(${file})).ca, "")}`;
}

/** The path is unknown until the reconcile is done, if only for an empty part of it. */
function read(file: string, reconcile: NullResource): string {
  return `file("\${path.module}/${file}\${substr(${address(reconcile)}.id, 0, 0)}")`;
}
