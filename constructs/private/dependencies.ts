import type { TerraformResource } from "cdktf";

/** Makes a resource wait for another one, after both were made. */
export function runAfter(resource: TerraformResource, first: TerraformResource): void {
  resource.dependsOn = [...new Set([...(resource.dependsOn ?? []), address(first)])];
}

/** How `depends_on` and `replace_triggered_by` name a resource; cdktf's own reference is refused by `init`. */
export function address(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
