import { existsSync, readFileSync } from "node:fs";
import { App } from "cdktf";
import { ConfigurationError, ProxmoxBootstrapStack, loadConfiguration } from "./constructs";

try {
  const app = new App();
  const text = existsSync("cdktf.json") ? readFileSync("cdktf.json", "utf8") : "";
  const configuration = loadConfiguration(app.node.tryGetContext("proxmox"), text);
  new ProxmoxBootstrapStack(app, "proxmox-access", configuration);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
