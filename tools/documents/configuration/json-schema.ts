/** What an editor needs to know of cdktf.json. The structure is the loader's own, the descriptions are the comments that stand there. */
import { settingsJsonSchema } from "../../../configuration";
import { PROFILE_NAMES, allPrivileges } from "../../../pve/privileges";
import { type Described, describedSettings } from "./comments";

/** A part of a JSON schema, as far as ours goes. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly $ref?: string;
}

/** Words that an editor can complete; the loader has its own text for a wrong one. */
const WORDS = { profile: PROFILE_NAMES, privilege: allPrivileges() };
/** The settings that take them. */
const WORDS_OF: Readonly<Record<string, keyof typeof WORDS>> = {
  profile: "profile",
  privileges: "privilege",
  add: "privilege",
  remove: "privilege",
};

/** `context.proxmox`. @throws Error for a setting without a description, or whose description hides its default */
export function configurationJsonSchema(): JsonSchema {
  return described(settingsJsonSchema(), describedSettings(), "context.proxmox");
}

/** All of cdktf.json: what is cdktf's own is left to cdktf. */
export function cdktfJsonSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "cdktf.json with context.proxmox, of cdktf-proxmox-access",
    definitions: Object.fromEntries(
      Object.entries(WORDS).map(([name, words]) => [name, { type: "string", enum: words }]),
    ),
    type: "object",
    properties: {
      context: {
        type: "object",
        properties: {
          proxmox: {
            description: "The clusters, and the access that OpenTofu or Terraform gets to them.",
            ...configurationJsonSchema(),
          },
        },
      },
    },
  };
}

function described(schema: JsonSchema, settings: Described, where: string): JsonSchema {
  const { default: preset, properties, additionalProperties, items, anyOf, ...rest } = schema;
  const inside = (part: JsonSchema) => described(part, settings, where);
  return {
    ...rest,
    ...(typeof preset !== "object" && preset !== undefined && { default: preset }),
    ...(properties && { properties: describedProperties(properties, settings, where) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === "boolean"
          ? additionalProperties
          : described(additionalProperties, settings.each(), `${where}.*`),
    }),
    ...(items && { items: described(items, settings.each(), where) }),
    ...(anyOf && { anyOf: anyOf.map(inside) }),
  };
}

function describedProperties(
  properties: Readonly<Record<string, JsonSchema>>,
  settings: Described,
  where: string,
): Readonly<Record<string, JsonSchema>> {
  const entries = Object.entries(properties).map(([name, schema]) => {
    const place = `${where}.${name}`;
    const { description, inside } = settings.setting(name);
    if (description === "") throw new Error(`${place} has no comment in configuration/schema`);
    const words = WORDS_OF[name];
    const completed = words === undefined ? schema : withWords(schema, `#/definitions/${words}`);
    const { default: preset } = completed;
    if (typeof preset === "string" && !description.includes(`\`${preset}\``))
      throw new Error(`${place}: its comment in configuration/schema does not name its default, ${preset}`);
    return [name, { description, ...described(completed, inside, place) }] as const;
  });
  return Object.fromEntries(entries);
}

/** The same with a closed list of words in the place of any text. */
function withWords(schema: JsonSchema, $ref: string): JsonSchema {
  const { items, anyOf } = schema;
  if (schema.type === "string") return { $ref };
  return {
    ...schema,
    ...(items && { items: withWords(items, $ref) }),
    ...(anyOf && { anyOf: anyOf.map((part) => withWords(part, $ref)) }),
  };
}
