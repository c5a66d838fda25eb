/** Once before the tests of the package: what all tests need, and the packed library. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../tools/processes";
import { ROOT } from "../../tools/toolchain/paths";
import commonSetup from "../support/global-setup";
import { TARBALL } from "../support/consumer";

/** Packs as `npm publish` would, so what is not built is not there; a release brings the file that it will publish. */
export default async function globalSetup(): Promise<void> {
  await commonSetup();
  if (process.env[TARBALL] !== undefined) return;
  const folder = mkdtempSync(path.join(tmpdir(), "packed-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const packed = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: ROOT });
  if (packed.exitCode !== 0) throw new Error(`npm pack failed.\n${packed.stdout}${packed.stderr}`);
  const [name] = /cdktf-proxmox-access-[^"/]+\.tgz/.exec(packed.stdout) ?? [];
  if (name === undefined) throw new Error(`npm pack named no file.\n${packed.stdout}`);
  const file = path.join(folder, name);
  process.stdout.write(`The package is ${name}, ${String(Math.ceil(statSync(file).size / 1000))} kB.\n`);
  process.env[TARBALL] = file;
}
