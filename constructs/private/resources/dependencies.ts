import type { TerraformResource } from "cdktf";

/** What resources wait for already. */
const waited = new WeakMap<TerraformResource, Set<string>>();

/** Makes a resource wait for another one, after both were made. */
export function runAfter(resource: TerraformResource, first: TerraformResource): void {
  const known = waited.get(resource) ?? new Set(resource.dependsOn);
  waited.set(resource, known);
  const name = address(first);
  if (known.size === known.add(name).size) return;
  // One more of many: a copy of the list for each would take the square of their number.
  if (resource.dependsOn === undefined) resource.dependsOn = [name];
  else resource.dependsOn.push(name);
}

/** How `depends_on` and `replace_triggered_by` name a resource; cdktf's own reference is refused by `init`. */
export function address(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
