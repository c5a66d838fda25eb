/** The current long-term Node, from npm's own builds of it, where the tests run with an older one. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { run } from "../../tools/processes";
import { TOOLCHAIN } from "../../tools/toolchain/paths";

const MAJOR = 24;

/** The program's path. It is installed beside OpenTofu when it is not there. */
export async function currentNode(): Promise<string> {
  if (Number.parseInt(process.versions.node, 10) >= MAJOR) return process.execPath;
  const folder = path.join(TOOLCHAIN, `node-${String(MAJOR)}`);
  const name = `node-${process.platform}-${process.arch}`;
  const program = path.join(folder, "node_modules", name, "bin", "node");
  if (!(await works(program))) {
    mkdirSync(folder, { recursive: true });
    const spec = `${name}@${String(MAJOR)}`;
    const args = [
      "install",
      "--prefer-offline",
      "--no-audit",
      "--no-fund",
      "--no-save",
      "--prefix",
      folder,
      spec,
    ];
    const { exitCode, stderr } = await run("npm", args, { cwd: folder });
    if (exitCode !== 0) throw new Error(`${spec} cannot be installed.\n${stderr}`);
  }
  return program;
}

async function works(program: string): Promise<boolean> {
  const { exitCode } = await run(program, ["--version"]).catch(() => ({ exitCode: 1 }));
  return exitCode === 0;
}
