/** The release script, in a repository of its own: nothing that is not ready, built and tested gets to `npm publish`. */
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../tools/processes";
import { ROOT } from "../../tools/toolchain/paths";

const PASSES = "node --version";
const FAILS = "node --no-such-option";
const DATED = "# Changelog\n\n## 1.2.3 (2030-01-31)\n";

interface Repository {
  readonly changelog?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly uncommitted?: boolean;
}

async function release(repository: Repository, ...options: readonly string[]) {
  const { changelog = DATED, scripts = {}, uncommitted = false } = repository;
  const folder = await mkdtemp(path.join(tmpdir(), "released-"));
  const git = (...args: readonly string[]) =>
    run("git", ["-c", "user.name=Test", "-c", "user.email=test@example.org", ...args], { cwd: folder });
  try {
    const all = { check: PASSES, "test:package": PASSES, ...scripts };
    await writeFile(
      path.join(folder, "package.json"),
      JSON.stringify({ name: "x", version: "1.2.3", scripts: all }),
    );
    await writeFile(path.join(folder, "CHANGELOG.md"), changelog);
    await cp(path.join(ROOT, "tools", "release.mjs"), path.join(folder, "tools", "release.mjs"));
    await git("init", "--quiet");
    await git("add", ".");
    await git("commit", "--quiet", "--message", "All of it");
    if (uncommitted) await writeFile(path.join(folder, "new.txt"), "");
    return await run(process.execPath, ["tools/release.mjs", ...options], { cwd: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test.each<[string, Repository, RegExp]>([
  ["changes that are not committed", { uncommitted: true }, /changes that are not committed/],
  ["a changelog without the version", { changelog: "# Changelog\n" }, /no dated section "## 1.2.3/],
  ["a version that has no date yet", { changelog: "## 1.2.3 (unreleased)\n" }, /no dated section/],
  ["lint, types or tests that fail", { scripts: { check: FAILS } }, /`npm run check` failed/],
  ["a build that fails", { scripts: { prepack: FAILS } }, /`npm pack .*` failed/],
  [
    "a packed file that fails its tests",
    { scripts: { "test:package": FAILS } },
    /`npm run test:package` failed/,
  ],
])("%s: nothing is published", async (_, repository, reason) => {
  // What npm publish runs by itself, so that no test can publish anything.
  const { exitCode, stderr } = await release(repository, "--verify");
  expect(stderr).toMatch(/Nothing was published: /);
  expect(stderr).toMatch(reason);
  expect(exitCode).toBe(1);
});

test("what is ready passes", async () => {
  expect(await release({}, "--verify")).toMatchObject({ exitCode: 0 });
});

test("a dry run says what a release would refuse", async () => {
  const { stderr, exitCode } = await release({ changelog: "", uncommitted: true }, "--verify", "--dry-run");
  expect(stderr).toContain(
    "A release would be refused: there are changes that are not committed, and CHANGELOG.md",
  );
  expect(exitCode).toBe(0);
});
