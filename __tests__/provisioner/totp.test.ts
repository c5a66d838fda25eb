/** A code of an authenticator works once, and a deploy logs in more than once. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "../../provisioner/run";
import { DESCRIPTION_FILE, ENVIRONMENT, describedNames, namesDigest } from "../../pve/spec";
import { type Simulator, startSimulator } from "../../simulator";

const TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

const former = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "totp-"));

let simulator: Simulator;
beforeAll(async () => {
  process.chdir(folder);
  simulator = await startSimulator({ pve: "9.2" });
  simulator.addUser({ userid: "admin@pve", password: "secret-admin", totpSecret: TOTP_SECRET });
});
afterAll(async () => {
  process.chdir(former);
  rmSync(folder, { recursive: true });
  await simulator.stop();
});

test.each(["preflight", "reconcile", "reissue", "delete"])(
  "%s refuses it before it asks anything of the node",
  async (command) => {
    const { endpoint, fingerprint } = simulator;
    const cluster = { key: "host3", endpoint, insecure: false, fingerprint };
    const settings = { "user ci@pve": "present" };
    const description = {
      clusters: { host3: { cluster, reconcile: "on-change", settings } },
      tokens: [],
      files: [],
      bundles: [],
      ssh: [],
    } as const;
    writeFileSync(DESCRIPTION_FILE, JSON.stringify(description));
    const request = {
      construct: "lab/host3",
      cluster,
      owner: "lab/host3",
      stateFiles: [],
      removalPolicy: "automatic",
      stack: "lab",
      names: namesDigest(describedNames(description)),
      secretsInState: false,
      tokenFiles: [],
    };
    const triggers =
      command === "delete" ? { object: "user ci@pve" } : command === "preflight" ? { state: "1" } : settings;
    const said: string[] = [];
    const io = { out: (line: string) => void said.push(line), error: (line: string) => void said.push(line) };
    const environment = {
      PROXMOX_VE_USERNAME: "admin@pve",
      PROXMOX_VE_PASSWORD: "secret-admin",
      PROXMOX_VE_HOST3_TOTP: simulator.totp("admin@pve").replace("totp:", ""),
      [ENVIRONMENT.request]: JSON.stringify(request),
      [ENVIRONMENT.triggers]: gzipSync(JSON.stringify(triggers)).toString("base64"),
      [ENVIRONMENT.state]: "1",
    };
    expect(await run(command, environment, io, () => true)).toBe(1);
    expect(said.join("\n")).toMatch(
      /host3 \(PROXMOX_VE_USERNAME and PROXMOX_VE_PASSWORD\) comes with a TOTP code, which works once.*proxmox-access login host3/,
    );
    expect(simulator.requests).toEqual([]);
  },
);
