/** The tables of docs/configuration.md: each setting with what it takes and what its comment says. */
import { code, table } from "../markdown";
import { type JsonSchema, configurationJsonSchema } from "./json-schema";

interface Row {
  /** `user.userid`, `acl[].path` */
  readonly name: string;
  readonly takes: string;
  readonly description: string;
}

/** The tables by the names of their places in the document. */
export function configurationTables(): Readonly<Record<string, string>> {
  const whole = configurationJsonSchema();
  const { clusters, ...beside } = whole.properties ?? {};
  const cluster = clusters && valueOf(clusters);
  const rowsBelow = (setting: string) => rowsOf(valueOf(cluster?.properties?.[setting] ?? {}));
  const ofCluster = rowsOf(cluster ?? {});
  const ofIdentity = rowsBelow("identities");
  return {
    "clusters.<key>": shown(ofCluster),
    "clusters.<key>.identities.<name>": shownBeside(ofIdentity, ofCluster, "a cluster"),
    "clusters.<key>.groups.<groupid>": shownBeside(
      rowsBelow("groups"),
      [...ofCluster, ...ofIdentity],
      "a cluster or an identity",
    ),
    "beside the clusters": shown(rowsOf({ properties: beside })),
  };
}

/** Every setting of an object and of the objects in it; what has names of the user's own has a table of its own. */
function rowsOf(schema: JsonSchema, prefix = ""): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, setting]) => {
    const place = `${prefix}${name}`;
    const row = { name: place, takes: takes(setting), description: setting.description ?? "" };
    const entry = setting.items && objectIn(setting.items);
    const inner = objectIn(setting);
    return [
      row,
      ...(inner === undefined ? [] : rowsOf(inner, `${place}.`)),
      ...(entry === undefined ? [] : rowsOf(entry, `${place}[].`)),
    ];
  });
}

function objectIn(schema: JsonSchema): JsonSchema | undefined {
  return [schema, ...(schema.anyOf ?? [])].find(({ properties }) => properties !== undefined);
}

function valueOf({ additionalProperties }: JsonSchema): JsonSchema {
  return typeof additionalProperties === "object" ? additionalProperties : {};
}

function shown(rows: readonly Row[]): string {
  return table(
    ["setting", "takes", ""],
    rows.map(({ name, takes, description }) => [code(name), takes, description]),
  );
}

/** What is said of others already is only named. */
function shownBeside(rows: readonly Row[], others: readonly Row[], whose: string): string {
  const last = (name: string) => name.slice(name.lastIndexOf(".") + 1);
  const isKnown = (row: Row) =>
    others.some((other) => last(other.name) === last(row.name) && other.description === row.description);
  const known = rows.filter(isKnown).map(({ name }) => code(name));
  const own = rows.filter((row) => !isKnown(row));
  return `${own.length === 0 ? "" : `${shown(own)}\n`}As of ${whose}: ${known.join(", ")}.\n`;
}

/** What may be written there, in words. */
function takes({
  type,
  enum: words,
  items,
  anyOf,
  $ref,
  properties,
  additionalProperties,
}: JsonSchema): string {
  if ($ref !== undefined) return `a ${$ref.slice($ref.lastIndexOf("/") + 1)}`;
  if (anyOf !== undefined && type === undefined) {
    const [one = {}, other = {}] = anyOf;
    return other.items === undefined ? `${takes(one)} or ${takes(other)}` : `${takes(one)}, or a list`;
  }
  if (words !== undefined) return words.map(code).join(", ");
  if (items !== undefined) return `a list: ${takes(items)}`;
  if (properties !== undefined || typeof additionalProperties === "object") return "an object";
  return [type]
    .flat()
    .map((name = "object") => TYPES[name] ?? name)
    .join(" or ");
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "`true`, `false`",
  object: "an object",
};
