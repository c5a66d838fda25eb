import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../tools/processes";
import { ROOT } from "../../tools/toolchain/paths";

interface Metafile {
  readonly inputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string }[] }>>;
}

/** Everything that a module needs, directly or not: our own files, and the names of packages. */
async function needs(entry: string): Promise<readonly string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "layers-"));
  try {
    const esbuild = path.join(ROOT, "node_modules", "esbuild", "bin", "esbuild");
    const metafile = path.join(folder, "meta.json");
    const options = ["--bundle", "--packages=external", "--platform=node", "--log-level=error"];
    const outputs = [`--metafile=${metafile}`, `--outfile=${path.join(folder, "bundle.js")}`];
    const { stderr } = await run(esbuild, [entry, ...options, ...outputs], { cwd: ROOT });
    expect(stderr).toBe("");
    const { inputs } = JSON.parse(await readFile(metafile, "utf8")) as Metafile;
    return Object.entries(inputs).flatMap(([file, { imports }]) => [file, ...imports.map((i) => i.path)]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test.each([
  ["constructs/index.ts", /^(axios|provisioner\/|simulator\/|cli\/|tools\/)/],
  ["provisioner/main.ts", /^(cdktf|@cdktf\/|constructs|simulator\/|cli\/|tools\/)/],
  ["simulator/index.ts", /^(axios|cdktf|pve\/|constructs|provisioner\/|cli\/|tools\/)/],
])("%s does not need %s", async (entry, forbidden) => {
  const found = await needs(entry);
  expect(found).toContain(entry);
  expect(found.filter((name) => forbidden.test(name))).toEqual([]);
});
