import { existsSync, readFileSync } from "node:fs";
import { App } from "cdktf";
import { ProxmoxBootstrapStack, loadConfiguration } from "./constructs";

try {
  const app = new App();
  const text = existsSync("cdktf.json") ? readFileSync("cdktf.json", "utf8") : "";
  const configuration = loadConfiguration(app.node.tryGetContext("proxmox"), text);
  new ProxmoxBootstrapStack(app, "proxmox-access", configuration);
  app.synth();
} catch (error) {
  // A TypeError and its like are faults of the program, and show where it is.
  if (!(error instanceof Error) || /^(Type|Range|Reference|Syntax)Error$/.test(error.name)) throw error;
  console.error(withoutFrame(error.message));
  process.exitCode = 1;
}

/** The faults that cdktf has collected, without its advice to skip them. */
function withoutFrame(message: string): string {
  const [, faults] =
    /^Validation failed with the following errors:\n([^]*?)\n+If you wish/.exec(message) ?? [];
  return faults?.replace(/^ {2}/gm, "") ?? message;
}
