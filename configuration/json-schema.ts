import * as z from "zod";
import { configurationSchema } from "./schema/root";

/**
 * What may be written under `context.proxmox`, as a JSON schema (draft 7) without descriptions: those are comments, which
 * `npm run documents` adds.
 */
export function settingsJsonSchema(): object {
  const schema = z.toJSONSchema(configurationSchema, {
    io: "input",
    target: "draft-7",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "custom") jsonSchema.type = "object";
      delete jsonSchema.propertyNames; // says no more than that names are text
    },
  });
  delete schema.$schema; // for the whole of cdktf.json to say
  return schema;
}
