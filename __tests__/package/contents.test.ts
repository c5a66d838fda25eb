import { statSync } from "node:fs";
import path from "node:path";
import { run } from "../../tools/processes";
import { ROOT } from "../../tools/toolchain/paths";
import { tarball } from "../support/consumer";

/** A program that a development dependency brings. */
async function tool(name: string, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(path.join(ROOT, "node_modules", ".bin", name), args);
  return exitCode === 0 ? "" : `${stdout}${stderr}`;
}

test("publint finds nothing", async () => {
  expect(await tool("publint", tarball(), "--strict")).toBe("");
});

test("every way of resolution finds types that tell the truth", async () => {
  expect(await tool("attw", tarball())).toBe("");
});

test("the package holds what runs, its types and its documents, in less than a megabyte and a half", async () => {
  const { stdout } = await run("tar", ["tzf", tarball()]);
  const files = stdout
    .trim()
    .split("\n")
    .map((file) => file.replace(/^package\//, ""));
  const apart = files.filter((file) => !/^(dist\/types|docs\/guides)\//.test(file));
  expect(apart.sort()).toMatchInlineSnapshot(`
   [
     "CHANGELOG.md",
     "LICENSE",
     "README.md",
     "SECURITY.md",
     "dist/access-page.html",
     "dist/cli.cjs",
     "dist/index.cjs",
     "dist/index.cjs.map",
     "dist/index.d.cts",
     "dist/index.d.mts",
     "dist/index.mjs",
     "dist/licenses.txt",
     "dist/provisioner.cjs",
     "dist/testing.cjs",
     "dist/testing.cjs.map",
     "dist/testing.d.cts",
     "dist/testing.d.mts",
     "dist/testing.mjs",
     "docs/privileges.md",
     "package.json",
   ]
  `);
  expect(statSync(tarball()).size).toBeLessThan(1_500_000);
});

test("all of the public surface is documented", async () => {
  const typedoc = path.join(ROOT, "node_modules", ".bin", "typedoc");
  const { exitCode, stdout, stderr } = await run(typedoc, ["--emit", "none"], { cwd: ROOT });
  expect([exitCode, `${stdout}${stderr}`.trim()]).toEqual([0, ""]);
});
