import type { TerraformResource } from "cdktf";

/** What resources wait for already. */
const waited = new WeakMap<TerraformResource, Set<string>>();

/**
 * Makes a resource wait for others, after all of them were made. Given to its constructor, each would be a reference of cdktf's, which
 * takes longer than the resource itself.
 */
export function runAfter(resource: TerraformResource, ...first: readonly TerraformResource[]): void {
  const known = waited.get(resource) ?? new Set(resource.dependsOn);
  waited.set(resource, known);
  for (const name of first.map(address)) {
    if (known.size === known.add(name).size) continue;
    // One more of many: a copy of the list for each would take the square of their number.
    if (resource.dependsOn === undefined) resource.dependsOn = [name];
    else resource.dependsOn.push(name);
  }
}

/** How `depends_on` and `replace_triggered_by` name a resource; cdktf's own reference is refused by `init`. */
export function address(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
