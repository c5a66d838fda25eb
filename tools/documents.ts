/** `npm run documents`: writes the documents, and the parts of them, that are made from the data. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DOCUMENTS } from "./documents/files";

const root = path.join(__dirname, "..");
for (const [file, written] of Object.entries(DOCUMENTS)) {
  const place = path.join(root, file);
  writeFileSync(
    place,
    written(() => readFileSync(place, "utf8")),
  );
}
