// The library's types, as TypeScript reads them from the published package: one file of declarations for each entry, without
// what is internal. Runs before the package is packed. With `--report write` it writes to api/ what people read of the same
// declarations: the reference for users, and the public surface for reviewers. With `--report check`, as in `npm run lint`, it
// refuses what differs from that.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";
import { apiReference } from "./reference.mjs";

const { values } = parseArgs({ options: { report: { type: "string" } } });
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, "dist");
const single = path.join(dist, "declarations");
const reports = path.join(root, "api");
const entries = { index: "constructs/index", testing: "testing/index" };

rmSync(single, { recursive: true, force: true });
try {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "--project", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
} catch {
  process.exit(1); // tsc has already said why
}
if (values.report === "write") mkdirSync(reports, { recursive: true });
for (const [name, entry] of Object.entries(entries)) {
  if (!rollUp(name, path.join(single, `${entry}.d.ts`))) process.exitCode = 1;
  // ES modules get the declarations of the same classes, as they get the same code.
  writeFileSync(path.join(dist, `${name}.d.mts`), `export * from "./${name}.cjs";\n`);
}
if (values.report !== undefined) report(path.join(reports, "README.md"));
if (process.exitCode === 1 && values.report === "check") {
  console.error(
    "The public surface differs from api/. Look at the difference that `npm run api` makes there.",
  );
}

/** Writes the reference, or compares it. */
function report(file) {
  const text = apiReference({
    "cdktf-proxmox-access": path.join(dist, "index.d.cts"),
    "cdktf-proxmox-access/testing": path.join(dist, "testing.d.cts"),
  });
  if (values.report === "write") writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== text) process.exitCode = 1;
}

/** Says whether the declarations are sound, and, if asked, as they were reported. */
function rollUp(name, entry) {
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: entry,
      compiler: { tsconfigFilePath: path.join(root, "tsconfig.build.json") },
      apiReport: {
        enabled: values.report !== undefined,
        reportFileName: `${name}.api.md`,
        reportFolder: reports,
        reportTempFolder: path.join(single, "api"),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: path.join(dist, `${name}.d.cts`) },
      messages: {
        // What an exported type needs is in the report too; whether all is documented, and links lead somewhere, typedoc checks.
        extractorMessageReporting: {
          default: { logLevel: "warning" },
          "ae-forgotten-export": { logLevel: "none" },
          "ae-missing-release-tag": { logLevel: "none" },
          "ae-unresolved-link": { logLevel: "none" },
        },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(root, "package.json"),
  });
  return Extractor.invoke(config, { localBuild: values.report === "write", messageCallback }).succeeded;
}

/** What went well is no news. */
function messageCallback(message) {
  const isWritten =
    message.messageId === "console-api-report-copied" || message.messageId === "console-api-report-created";
  if (isWritten || message.logLevel === "info") message.logLevel = "none";
}
