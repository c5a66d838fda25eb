import type { z } from "zod";

/**
 * What a schema gives, readonly. Other than zod's own type it keeps the comments that stand beside the settings of an
 * object, so that an editor shows them to those who read a configuration.
 */
export type OutputOf<T> =
  T extends z.ZodObject<infer Shape>
    ? { readonly [Key in keyof Settings<Shape>]: OutputOf<NonNullable<Settings<Shape>[Key]>> }
    : T extends z.ZodExactOptional<infer Inner> | z.ZodDefault<infer Inner> | z.ZodPrefault<infer Inner>
      ? OutputOf<Inner>
      : T extends z.ZodArray<infer Item extends z.ZodObject | z.ZodUnion>
        ? readonly OutputOf<Entry<Item>>[]
        : T extends z.ZodRecord<z.ZodString, infer Value>
          ? Readonly<Record<string, OutputOf<Value>>>
          : T extends z.ZodUnion<infer Alternatives>
            ? OutputOf<Alternatives[number]>
            : T extends z.ZodType
              ? Frozen<z.output<T>>
              : never;

/** The schemas of the settings, of which those that may be left out are optional. */
type Settings<Shape> = Pick<Shape, Exclude<keyof Shape, Optional<Shape>>> &
  Partial<Pick<Shape, Optional<Shape>>>;

type Optional<Shape> = {
  [Key in keyof Shape]: Shape[Key] extends z.ZodExactOptional ? Key : never;
}[keyof Shape];

/** An entry that may be written in a short form comes out as the object that it stands for. */
type Entry<Item> = Item extends z.ZodUnion<infer Forms> ? Extract<Forms[number], z.ZodObject> : Item;

type Frozen<T> = T extends readonly (infer Item)[] ? readonly Item[] : T;
