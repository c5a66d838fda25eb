import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DOCUMENTS } from "../../tools/documents/files";

test.each(Object.entries(DOCUMENTS))(
  "%s is current; `npm run documents` writes it",
  async (file, written) => {
    const text = readFileSync(join(__dirname, "..", "..", file), "utf8");
    expect(await written(() => text)).toBe(text);
  },
);
