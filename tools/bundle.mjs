// Bundles what runs: the provisioner and the command line into one file each, so that Terraform needs nothing but
// `node`, and the library into what other projects import. Runs at `npm ci`, before every synth and before the tests; it
// takes a fraction of a second. tools/declarations.mjs adds the types for a release.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { thirdPartyLicenses } from "./licenses.mjs";
import { accessPage } from "./page.mjs";
import { configurationApart, withoutUnused } from "./parts.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { peerDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

const library = {
  mode: 0o644,
  // The user's own cdktf and constructs: a second copy of them would not know our constructs.
  external: Object.keys(peerDependencies).flatMap((name) => [name, `${name}/*`]),
};
/** What is started again and again, so it shall be read and be ready soon. */
const program = {
  minify: true,
  // Node shows the line of an error.
  lineLimit: 120,
  // axios looks for these classes when it is loaded, which makes Node load them and `fetch`: a fifth of the provisioner's start.
  banner: { js: '"use strict"; delete global.FormData; delete global.Request; delete global.Response;' },
};
const bundles = [
  { entry: "provisioner/main.ts", output: "dist/provisioner.cjs", mode: 0o644, ...program },
  { entry: "cli/main.ts", output: "dist/cli.cjs", mode: 0o755, ...program },
  // The names stay: zod shows them.
  {
    entry: "configuration/index.ts",
    output: "dist/configuration.cjs",
    mode: 0o644,
    minify: true,
    keepNames: true,
  },
  { entry: "constructs/index.ts", output: "dist/index.cjs", ...library },
  { entry: "testing/index.ts", output: "dist/testing.cjs", ...library },
];

const present = bundles.filter(({ entry }) => existsSync(path.join(root, entry)));
const inputs = await Promise.all(present.map(bundle)).catch(() => process.exit(1)); // esbuild has already said why
replaceFile(
  path.join(root, "dist/licenses.txt"),
  Buffer.from(thirdPartyLicenses(root, inputs.flat())),
  0o644,
);
replaceFile(path.join(root, "dist/access-page.html"), Buffer.from(await accessPage(root)), 0o644);

const missing = bundles.filter((bundle) => !present.includes(bundle)).map(({ entry }) => entry);
if (missing.length > 0) {
  console.error(
    `Cannot bundle ${missing.join(" and ")}: not found in ${root}. Restore it, for example with git.`,
  );
  process.exit(1);
}

/** Writes one bundle and gives the files that went into it. */
async function bundle({ entry, output, mode, ...options }) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // Of an ES module only what is used is bundled.
    mainFields: ["module", "main"],
    plugins: [configurationApart(root), withoutUnused],
    legalComments: "eof",
    charset: "utf8",
    logLevel: "warning",
    metafile: true,
    write: false,
    ...options,
  });
  const [file] = result.outputFiles;
  replaceFile(file.path, file.contents, mode);
  if (options.external !== undefined) {
    const names = exportedNames(file.text);
    replaceFile(path.join(root, output.replace(".cjs", ".mjs")), Buffer.from(moduleOf(output, names)), mode);
  }
  return Object.keys(result.metafile.inputs);
}

/** The names that esbuild annotates for Node's own ES modules. */
function exportedNames(text) {
  const annotation = /0 && \(module\.exports = \{([^}]*)\}\)/.exec(text);
  return annotation[1].split(",").map((name) => name.trim());
}

/**
 * ES modules get the same code, not a copy of it: a stack may import the library in both ways, and a construct knows
 * another one by its class.
 */
function moduleOf(output, names) {
  return `export {\n${names.map((name) => `  ${name},\n`).join("")}} from "./${path.basename(output)}";\n`;
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
