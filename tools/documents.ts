/** `npm run documents`: writes the documents, and the parts of them, that are made from the sources. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DOCUMENTS } from "./documents/files";

const root = path.join(__dirname, "..");

async function write(): Promise<void> {
  for (const [file, written] of Object.entries(DOCUMENTS)) {
    const place = path.join(root, file);
    const text = await written(() => readFileSync(place, "utf8"));
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

void write();
