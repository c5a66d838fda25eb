import type { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { hclString } from "../../../files/hcl-string";
import { ORIGIN, type ObjectSpec, nameOf } from "../../../pve/spec";
import { address } from "./dependencies";
import { iteratorOf } from "./late";
import { literal } from "../hcl";

/** One object, or several by the readable keys of their instances. */
export type Objects<T extends ObjectSpec = ObjectSpec> =
  { readonly one: T } | { readonly each: Readonly<Record<string, T>> };

/** All of them. */
export function specsOf<T extends ObjectSpec>(objects: Objects<T>): readonly T[] {
  return "one" in objects ? [objects.one] : Object.values(objects.each);
}

/** `for_each` over what names the objects; nothing for a single one. */
export function instances<T extends ObjectSpec>(objects: Objects<T>, name: (object: T) => string) {
  if ("one" in objects) return {};
  const names = Object.entries(objects.each).map(
    ([key, object]) => [literal(key), literal(name(object))] as const,
  );
  return { forEach: iteratorOf(Object.fromEntries(names)) };
}

/** What names an object, as a text of Terraform and as an expression. */
export function nameIn<T extends ObjectSpec>(objects: Objects<T>, name: (object: T) => string) {
  if ("one" in objects) return { text: literal(name(objects.one)), expression: hclString(name(objects.one)) };
  return { text: "${each.value}", expression: "each.value" };
}

/** The address of one instance. */
export function instance(resource: NullResource, objects: Objects, key: string): string {
  return "one" in objects ? address(resource) : `${address(resource)}[${key}]`;
}

/** Terraform expression of a map with the origins of a resource's objects. */
export function originOf(resource: NullResource, objects: Objects): string {
  const name = address(resource);
  if ("one" in objects)
    return `{ ${hclString(`${nameOf(objects.one)} ${ORIGIN}`)} = ${name}.triggers.${ORIGIN} }`;
  return `{ for entry in ${name} : "\${entry.triggers.object} ${ORIGIN}" => entry.triggers.${ORIGIN} }`;
}
