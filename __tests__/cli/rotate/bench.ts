import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import type { Command } from "commander";
import { rotateCommand } from "../../../cli/rotate";
import { loadConfiguration } from "../../../configuration";
import { ProxmoxBootstrapStack } from "../../../constructs";
import { ended } from "../ended";

/** Is new for each test of the file that imports this. */
export let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rotate "));
});
afterEach(() => rmSync(folder, { recursive: true }));

export const ENDPOINT = "https://host3:8006";

/** Writes a project with these settings of its cluster host3, and synthesizes it. */
export function project(host3: Readonly<Record<string, unknown>> = {}): string {
  const proxmox = { clusters: { host3: { endpoint: ENDPOINT, ...host3 } } };
  writeFileSync(join(folder, "cdktf.json"), `${JSON.stringify({ context: { proxmox } }, undefined, 2)}\n`);
  synthesize((app) => new ProxmoxBootstrapStack(app, "proxmox-access", loadConfiguration(proxmox)));
  return configuration();
}

/** Writes what `cdktf synth` writes of a program. */
export function synthesize(program: (app: App) => unknown): void {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  program(app);
  app.synth();
}

/** A project whose program describes its clusters itself. */
export function library(program: (stack: TerraformStack) => unknown): void {
  writeFileSync(join(folder, "cdktf.json"), `{ "app": "tsx main.ts" }\n`);
  synthesize((app) => program(new TerraformStack(app, "lab")));
}

export function configuration(): string {
  return readFileSync(join(folder, "cdktf.json"), "utf8");
}

/** What stands in cdktf.json of host3 by now. */
export function host3(): unknown {
  type Written = { context: { proxmox: { clusters: { host3: unknown } } } };
  return (JSON.parse(configuration()) as Written).context.proxmox.clusters.host3;
}

export function rotate(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const places = ["--config", join(folder, "cdktf.json"), "--output", join(folder, "cdktf.out")];
  return ended((output): Command => rotateCommand({ environment, ...output }), [...args, ...places]);
}
