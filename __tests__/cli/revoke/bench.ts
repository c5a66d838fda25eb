import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { revokeCommand } from "../../../cli/revoke";
import { loadConfiguration } from "../../../configuration";
import { ProxmoxBootstrapStack } from "../../../constructs";
import { HEADER } from "../../../files/own-file";
import { type Simulator, startSimulator } from "../../../simulator";
import { login, reach } from "../../support/project";
import { pveCall } from "../../support/pve/pve-call";
import { ended } from "../ended";

export const MARK = "(cdktf-proxmox-access: proxmox-access/host3, 4711, issue 42)";
export const TOKEN = "opentofu@pve!opentofu-token";

/** Both are new for each test of the file that imports this. */
export let folder: string;
export let simulator: Simulator;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "revoke "));
  simulator = await startSimulator({ pve: "9.2" });
});
afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

/** Writes what a synth writes of a cluster host3 with these settings. */
export function describe3(host3: Readonly<Record<string, unknown>> = {}): void {
  synthesize(
    (app) =>
      new ProxmoxBootstrapStack(
        app,
        "proxmox-access",
        loadConfiguration({ clusters: { host3: { ...reach(simulator), ...host3 } } }),
      ),
  );
}

export function synthesize(program: (app: App) => unknown): void {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  program(app);
  app.synth();
}

/** Makes users and their tokens by hand, as a deploy leaves them. @returns the full tokens */
export async function make(tokens: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const made: string[] = [];
  for (const [full, comment] of Object.entries(tokens)) {
    const [userid = "", tokenid = ""] = full.split("!");
    const isThere = simulator.snapshot().users.some((user) => user.userid === userid);
    if (!isThere) await pveCall(simulator, "POST", "/access/users", { userid });
    const path = `/access/users/${userid}/token/${tokenid}`;
    const { value } = (await pveCall(simulator, "POST", path, { comment })) as { readonly value: string };
    made.push(`${full}=${value}`);
  }
  simulator.clearRequests();
  return made;
}

/** Writes the file of a deploy, with this full token. @param full `user@realm!tokenid=secret` */
export function writeFile(full: string | undefined, name = "terraform.tfvars"): void {
  const block = `endpoint = "${simulator.endpoint}"\n    api_token = "${String(full)}"`;
  writeFileSync(join(folder, name), `${HEADER}\nproxmox = {\n  host3 = {\n    ${block}\n  }\n}\n`);
}

/** The full tokenids that are there. */
export function there(): readonly string[] {
  return simulator.snapshot().tokens.map(({ fullTokenid }) => fullTokenid);
}

/** What was written to the cluster. */
export function writes(): readonly string[] {
  return simulator.requests
    .filter(({ method, path }) => method !== "GET" && path !== "/access/ticket")
    .map(({ method, path }) => `${method} ${path}`);
}

/** @param answer what somebody says at the question; undefined where nobody is there */
export async function revoke(
  args: readonly string[],
  answer?: boolean,
  environment: NodeJS.ProcessEnv = login(simulator),
) {
  const questions: string[] = [];
  const choices = {
    canAsk: answer !== undefined,
    confirm: (text: string) => {
      questions.push(text);
      return Promise.resolve(answer === true);
    },
  };
  const output = ["--output", join(folder, "cdktf.out")];
  const end = await ended(
    (outputs) => revokeCommand({ environment, choices, ...outputs }),
    [...args, ...output],
  );
  return { ...end, questions };
}
