// Bundles the provisioner and the command line into one file each, so that Terraform needs nothing but `node`.
// Runs at `npm ci`, before every synth and before the tests; it takes a fraction of a second.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const bundles = [
  { entry: "provisioner/main.ts", output: "dist/provisioner.cjs", mode: 0o644 },
  { entry: "cli/main.ts", output: "dist/cli.cjs", mode: 0o755 },
];

const present = bundles.filter(({ entry }) => existsSync(path.join(root, entry)));
await Promise.all(present.map(bundle)).catch(() => process.exit(1)); // esbuild has already said why

const missing = bundles.filter((bundle) => !present.includes(bundle)).map(({ entry }) => entry);
if (missing.length > 0) {
  console.error(
    `Cannot bundle ${missing.join(" and ")}: not found in ${root}. Restore it, for example with git.`,
  );
  process.exit(1);
}

async function bundle({ entry, output, mode }) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // Our code is already CommonJS; only a few dependencies have both, and those must not differ by installer.
    mainFields: ["main", "module"],
    // Its main file is UMD, whose inner requires cannot be bundled.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    legalComments: "eof",
    charset: "utf8",
    logLevel: "warning",
    write: false,
  });
  for (const file of result.outputFiles) {
    replaceFile(path.join(root, output), file.contents, mode);
  }
}

/** Leaves an unchanged file alone and never a half-written one: a deploy may be reading it. */
function replaceFile(file, contents, mode) {
  if (existsSync(file) && readFileSync(file).equals(contents)) {
    return;
  }
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, contents, { mode });
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}
