import { readFileSync } from "node:fs";
import { App } from "cdktf";
import { ProxmoxBootstrapStack, loadConfiguration, tellFaults } from "./constructs";

tellFaults(() => {
  const app = new App();
  // The text too: only there a key that is written twice can be seen.
  const text = readFileSync("cdktf.json", "utf8");
  const configuration = loadConfiguration(app.node.tryGetContext("proxmox"), text);
  new ProxmoxBootstrapStack(app, "proxmox-access", configuration);
  app.synth();
});
