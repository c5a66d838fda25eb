/** Once before all tests: bundles the provisioner and finds, or builds, the binaries of the end-to-end tests. */
import path from "node:path";
import { run } from "../../tools/processes";
import { findToolchain } from "../../tools/toolchain";
import { ROOT } from "../../tools/toolchain/paths";
import { TOOLS } from "./tools";

export default async function globalSetup(): Promise<void> {
  const bundled = await run(process.execPath, [path.join(ROOT, "tools", "bundle.mjs")]);
  if (bundled.exitCode !== 0) {
    throw new Error(`The bundles cannot be built.\n${bundled.stderr}`);
  }
  const tools = await findToolchain({ need: "all" });
  // Tests run in worker processes, which inherit this environment.
  process.env[TOOLS] = JSON.stringify(tools);
  // The tools and their providers are Go: with more memory before they tidy up, a plan takes a seventh less of the processor.
  process.env["GOGC"] = "400";
  const names = tools.map(({ name, version }) => `${name} ${version}`).join(" and ");
  process.stdout.write(`End-to-end tests run with ${names}.\n`);
}
