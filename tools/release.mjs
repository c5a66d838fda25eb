// npm run release [-- --dry-run]: checks everything, packs once, tests that very file, and publishes it.
// What is published by `npm publish` itself runs the same checks first (--verify, as prepublishOnly).
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { "dry-run": { type: "boolean" }, verify: { type: "boolean" } } });
const { name, version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const dryRun = values["dry-run"] ?? process.env.npm_config_dry_run === "true";

try {
  refuseUnready();
  run("npm", "run", "check");
  const folder = mkdtempSync(path.join(tmpdir(), "release-"));
  try {
    release(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
} catch (error) {
  console.error(`Nothing was published: ${error.message}`);
  process.exitCode = 1;
}

/** Tests the packed file, and publishes that one and no other. */
function release(folder) {
  run("npm", "pack", "--pack-destination", folder);
  const tarball = path.join(folder, `${name}-${version}.tgz`);
  process.env.PROXMOX_ACCESS_TEST_TARBALL = tarball;
  run("npm", "run", "test:package");
  if (values.verify) return;
  const options = ["--ignore-scripts", ...(dryRun ? ["--dry-run"] : [])];
  run("npm", "publish", tarball, ...options);
  console.log(dryRun ? `${name} ${version} could be published.` : `${name} ${version} is published.`);
}

/** What makes a release that nobody could trace. A dry run only says it. */
function refuseUnready() {
  const faults = [
    read("git", "status", "--porcelain") !== "" && "there are changes that are not committed",
    !changelogHas(version) && `CHANGELOG.md has no dated section "## ${version} (YYYY-MM-DD)"`,
  ].filter((fault) => fault !== false);
  if (faults.length === 0) return;
  const text = `${faults.join(", and ")}.`;
  if (!dryRun) throw new Error(text);
  console.error(`A release would be refused: ${text}`);
}

function changelogHas(wanted) {
  const text = readFileSync(path.join(root, "CHANGELOG.md"), "utf8");
  return text
    .split("\n")
    .some((line) => line.startsWith(`## ${wanted} (`) && /\(\d{4}-\d\d-\d\d\)$/.test(line));
}

function read(command, ...args) {
  return execFileSync(command, args, { cwd: root, encoding: "utf8" }).trim();
}

function run(command, ...args) {
  try {
    execFileSync(command, args, { cwd: root, stdio: "inherit" });
  } catch {
    throw new Error(`\`${[command, ...args].join(" ")}\` failed.`);
  }
}
