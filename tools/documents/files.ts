import { borderTable } from "./borders";
import { commandOverview, commandReference } from "./command-line";
import { cdktfJsonSchema } from "./configuration/json-schema";
import { configurationTables } from "./configuration/tables";
import { between } from "./markdown";
import { privilegesDocument } from "./privileges";
import { profileList } from "./profile-words";

/** The files that are made from the sources, each from what it holds so far. */
export const DOCUMENTS: Readonly<Record<string, (read: () => string) => string | Promise<string>>> = {
  "docs/privileges.md": privilegesDocument,
  "docs/configuration.md": (read) => withAll(read(), { ...configurationTables(), profiles: profileList() }),
  "docs/command-line.md": async (read) =>
    withAll(read(), { overview: await commandOverview(), commands: await commandReference() }),
  "docs/contributing.md": (read) => between(read(), "borders", borderTable()),
  "schema/cdktf.schema.json": () => `${JSON.stringify(cdktfJsonSchema(), null, 1)}\n`,
};

function withAll(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((whole, [name, part]) => between(whole, name, part), text);
}
