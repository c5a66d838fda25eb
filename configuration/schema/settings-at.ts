import * as z from "zod";

/** The settings that a schema has at a place, for those who misspell one; none where it takes no object. */
export function settingsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const found = path.reduce<z.core.$ZodType | undefined>((place, key) => inside(place, key), schema);
  const plain = unwrapped(found);
  return plain instanceof z.ZodObject ? Object.keys(plain.shape) : [];
}

function inside(schema: z.core.$ZodType | undefined, key: PropertyKey): z.core.$ZodType | undefined {
  const plain = unwrapped(schema);
  if (plain instanceof z.ZodArray) return plain.element;
  if (plain instanceof z.ZodRecord) return plain.valueType;
  if (!(plain instanceof z.ZodObject)) return undefined;
  const shape: z.core.$ZodShape = plain.shape;
  return Object.hasOwn(shape, key) ? shape[String(key)] : undefined;
}

/** Without what makes it optional; of alternatives, the one that is an object. */
function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodUnion) return schema.options.find((option) => option instanceof z.ZodObject);
  const wrapped =
    schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return wrapped ? unwrapped(schema.unwrap()) : schema;
}
