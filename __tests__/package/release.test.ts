/** The release script, in a repository of its own: nothing that is not ready, built and tested gets to the registry. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../tools/processes";
import { ROOT } from "../../tools/toolchain/paths";
import { TARBALL } from "../support/consumer";
import { type NpmRegistry, type Published, startNpmRegistry } from "../support/npm-registry";

const PASSES = "node --version";
const FAILS = "node --no-such-option";
const DATED = "# Changelog\n\n## 1.2.3 (2030-01-31)\n";

interface Repository {
  readonly changelog?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly uncommitted?: boolean;
}

let registry: NpmRegistry;

beforeEach(async () => {
  registry = await startNpmRegistry();
});
afterEach(() => registry.stop());

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
    const env = { ...process.env, [TARBALL]: undefined, ...registry.environment };
    return await run(process.execPath, ["tools/release.mjs", ...options], { cwd: folder, env });
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
  const { exitCode, stderr } = await release(repository);
  expect(stderr).toMatch(/Nothing was published: /);
  expect(stderr).toMatch(reason);
  expect(exitCode).toBe(1);
  expect(registry.published).toEqual([]);
});

test("what is ready is published: the very file that was tested", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "tested-"));
  try {
    const copy = path.join(folder, "tested.tgz");
    const keep = `node -e "fs.copyFileSync(process.env.${TARBALL}, '${copy}')"`;
    expect(await release({ scripts: { "test:package": keep } })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/x 1\.2\.3 is published\.\n$/),
    });
    const [{ name, versions, _attachments } = {} as Published, ...others] = registry.published;
    expect([name, Object.keys(versions), others]).toEqual(["x", ["1.2.3"], []]);
    expect(Object.values(_attachments)[0]?.data).toBe(await readFile(copy, "base64"));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("what npm publish runs by itself checks the same, and publishes nothing more", async () => {
  expect(await release({}, "--verify")).toMatchObject({ exitCode: 0 });
  expect(await release({ uncommitted: true }, "--verify")).toMatchObject({ exitCode: 1 });
  expect(registry.published).toEqual([]);
});

test("a dry run goes all the way, and says what a release would refuse", async () => {
  const { stdout, stderr, exitCode } = await release({ changelog: "", uncommitted: true }, "--dry-run");
  expect(stderr).toContain(
    "A release would be refused: there are changes that are not committed, and CHANGELOG.md",
  );
  expect(stdout).toMatch(/x 1\.2\.3 could be published\.\n$/);
  expect(exitCode).toBe(0);
  expect(registry.published).toEqual([]);
});
