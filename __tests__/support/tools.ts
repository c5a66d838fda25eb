/** The binaries that end-to-end tests run with: `tofu` always, `terraform` where it is on the PATH. */
import type { Tool } from "../../tools/toolchain";

/** The environment variable in which global-setup.ts hands them to the test files. */
export const TOOLS = "PROXMOX_ACCESS_TEST_TOOLS";

/** All of them, OpenTofu first. */
export function tools(): readonly Tool[] {
  const found = process.env[TOOLS];
  if (found === undefined) {
    throw new Error(`${TOOLS} is not set: run the tests with this project's jest configuration.`);
  }
  return JSON.parse(found) as readonly Tool[];
}

/** `describe` once for each binary: for what Terraform itself has a part in. */
export function eachTool(name: string, define: (tool: Tool) => void): void {
  describe.each(tools())(`${name} with $name $version`, define);
}

/**
 * `describe` with one binary: for what PVE and our provisioner decide alone, whichever of them starts it. Which one goes by the
 * name, so that each has its share.
 */
export function anyTool(name: string, define: (tool: Tool) => void): void {
  const all = tools();
  describe.each(all.slice(name.length % all.length).slice(0, 1))(`${name} with $name $version`, define);
}
