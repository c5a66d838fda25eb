import path from "node:path";
import { run } from "../../tools/processes";
import { ROOT } from "../../tools/toolchain/paths";
import { tarball } from "../support/consumer";
import { DOCUMENTS } from "../documents/documents";
import { linksOf } from "../documents/links";

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

test("the package holds what runs, its types and its documents, in less than 1.5 MB when it is unpacked", async () => {
  const { stdout } = await run("tar", ["tvzf", tarball()]);
  const files = stdout.trim().split("\n").map(entry);
  const apart = files.map(({ name }) => name).filter((name) => !/^(docs|examples)\//.test(name));
  expect(apart.sort()).toMatchInlineSnapshot(`
   [
     "CHANGELOG.md",
     "LICENSE",
     "README.md",
     "SECURITY.md",
     "api/README.md",
     "dist/access-page.html",
     "dist/cli.cjs",
     "dist/configuration.cjs",
     "dist/index.cjs",
     "dist/index.d.cts",
     "dist/index.d.mts",
     "dist/index.mjs",
     "dist/licenses.txt",
     "dist/provisioner.cjs",
     "dist/testing.cjs",
     "dist/testing.d.cts",
     "dist/testing.d.mts",
     "dist/testing.mjs",
     "package.json",
     "schema/cdktf.schema.json",
   ]
  `);
  const size = files.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(size).toBeLessThan(1_500_000);
});

/** `-rw-r--r-- 0/0  1092 1985-10-26 08:15 package/LICENSE` */
function entry(line: string): { readonly name: string; readonly bytes: number } {
  const [, , bytes = "", , , name = ""] = line.split(/\s+/);
  return { name: name.replace(/^package\//, ""), bytes: Number(bytes) };
}

test("what the documents in the package link to is in the package", async () => {
  const { stdout } = await run("tar", ["tzf", tarball()]);
  const files = stdout.trim().split("\n");
  const links = [...DOCUMENTS].flatMap(([file, text]) => linksOf(file, text));
  const missing = links.filter(
    ({ file }) => !files.some((each) => `${each}/`.startsWith(`package/${file}/`)),
  );
  expect(links.length).toBeGreaterThan(50);
  expect(missing).toEqual([]);
});

test("all of the public surface is documented", async () => {
  const typedoc = path.join(ROOT, "node_modules", ".bin", "typedoc");
  const { exitCode, stdout, stderr } = await run(typedoc, [], { cwd: ROOT });
  expect([exitCode, `${stdout}${stderr}`.trim()]).toEqual([0, ""]);
});
