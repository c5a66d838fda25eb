// The library's types, as TypeScript reads them from the published package: one tree of declarations, and one entry
// for each of the two module systems. Runs before the package is packed.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const types = path.join(root, "dist", "types");
const entries = { index: "constructs/index", testing: "testing/index" };

rmSync(types, { recursive: true, force: true });
try {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "--project", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
} catch {
  process.exit(1); // tsc has already said why
}

const reachable = new Set();
for (const [name, entry] of Object.entries(entries)) {
  follow(path.join(types, `${entry}.d.ts`));
  const declarations = (module) => `export * from ${JSON.stringify(module)};\n`;
  writeFileSync(path.join(root, "dist", `${name}.d.cts`), declarations(`./types/${entry}`));
  writeFileSync(path.join(root, "dist", `${name}.d.mts`), declarations(`./${name}.cjs`));
}
for (const file of readdirSync(types, { recursive: true, withFileTypes: true })) {
  const absolute = path.join(file.parentPath, file.name);
  if (file.isFile() && !reachable.has(absolute)) rmSync(absolute);
}

/** Finds what a declaration refers to. The rest belongs to the bundled code, and its packages are not installed there. */
function follow(file) {
  if (reachable.has(file)) return;
  reachable.add(file);
  for (const [, module] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)"/g)) {
    const target = path.resolve(path.dirname(file), module);
    follow([`${target}.d.ts`, path.join(target, "index.d.ts")].find((candidate) => existsSync(candidate)));
  }
}
