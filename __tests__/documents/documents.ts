/** The documents that users read, and the blocks of code in them. */
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../tools/toolchain/paths";

/** All Markdown that is shipped, by its path in the project. */
export const DOCUMENTS: ReadonlyMap<string, string> = new Map(
  ["README.md", "SECURITY.md", "CHANGELOG.md", ...inFolder("docs"), ...inFolder("examples")].map((file) => [
    file,
    readFileSync(path.join(ROOT, file), "utf8"),
  ]),
);

function inFolder(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md") && !file.includes("node_modules"))
    .map((file) => path.posix.join(folder, file))
    .sort();
}

/** A block of code, at the margin or in a list. */
export interface Block {
  readonly name: string;
  readonly language: string;
  readonly code: string;
}

/** All blocks of code. */
export const BLOCKS: readonly Block[] = [...DOCUMENTS].flatMap(([file, text]) =>
  [...text.matchAll(/^( *)```(\w*)\n([^]*?)^\1```$/gm)].map(
    ([, indent = "", language = "", code = ""], index) => ({
      name: `${file}, block ${String(index + 1)}`,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    }),
  ),
);

/** The blocks in one language. */
export function blocksIn(language: string): [name: string, code: string][] {
  return BLOCKS.filter((block) => block.language === language).map(({ name, code }) => [name, code]);
}
