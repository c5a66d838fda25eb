/** One process of the provisioner on a cluster that is as described, against a bare start of Node and the same requests by curl. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DESCRIPTION_FILE, type Description, ENVIRONMENT, RUN_FOLDER, encodeCluster } from "../pve/spec";
import { ROOT } from "../tools/toolchain/paths";
import type { Load } from "./cluster-process";
import { Clusters } from "./clusters";
import { type Rounds, inTurn, timed } from "./measure";
import { plainEnvironment, synthesize } from "./project";

/** Milliseconds, and what was counted. */
export interface Start {
  readonly latencyMs: number;
  /** `node -e 0` */
  readonly bareMs: number;
  /** A process that looks at a cluster and finds nothing to do. */
  readonly provisionerMs: number;
  /** The requests of that process, by curl on one connection; `NaN` on a machine without it. */
  readonly curlMs: number;
  /** Its memory at most, in MiB. */
  readonly peakMiB: number;
  readonly load: Omit<Load, "requests"> & { readonly requests: number };
}

const PROVISIONER = join(ROOT, "dist", "provisioner.cjs");
const STATE = "1";

export async function provisionerStart(latencyMs: number, rounds: Rounds): Promise<Start> {
  const clusters = await Clusters.start(1, latencyMs);
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const { cwd, env } = called(clusters, folder);
    const run = async () => (await timed("node", [PROVISIONER, "reconcile"], { cwd, env })).ms;
    await run(); // makes the objects
    await clusters.load();
    await run();
    const { requests, ...load } = await clusters.load();
    const curl = (await isInstalled("curl")) ? await curlArgs(clusters, requests) : undefined;
    const times = await inTurn(
      {
        bare: async () => (await timed("node", ["-e", "0"], { cwd, env })).ms,
        provisioner: run,
        curl: async () => (curl === undefined ? NaN : (await timed("curl", curl, { env })).ms),
      },
      rounds,
    );
    return {
      latencyMs,
      bareMs: times.bare,
      provisionerMs: times.provisioner,
      curlMs: times.curl,
      peakMiB: await peak(cwd, env),
      load: { ...load, requests: requests.length },
    };
  } finally {
    rmSync(folder, { recursive: true });
    await clusters.stop();
  }
}

/** How Terraform calls it: where, and with which environment. */
function called(clusters: Clusters, folder: string) {
  synthesize(folder, { clusters: clusters.described() });
  const cwd = join(folder, "cdktf.out", "stacks", "access");
  const { clusters: described } = JSON.parse(
    readFileSync(join(cwd, DESCRIPTION_FILE), "utf8"),
  ) as Description;
  const [only] = Object.entries(described);
  if (only === undefined) throw new Error("the stack describes no cluster");
  const [key, { cluster, settings }] = only;
  // What a preflight notes: the cluster is reached as before.
  const reach = Object.entries(encodeCluster(cluster)).map(([name, value]) => [`${key} ${name}`, value]);
  mkdirSync(join(cwd, RUN_FOLDER), { mode: 0o700 });
  const settled = JSON.stringify({ state: STATE, ...Object.fromEntries(reach) });
  writeFileSync(join(cwd, RUN_FOLDER, "settled.json"), settled, { mode: 0o600 });
  const request = { construct: "access", cluster, owner: `access/${key}`, stateFiles: [] };
  const issued = { ...settings, "token opentofu@pve!opentofu-token issue": "1" };
  const env = {
    ...plainEnvironment(),
    ...clusters.login,
    [ENVIRONMENT.request]: JSON.stringify(request),
    [ENVIRONMENT.triggers]: gzipSync(JSON.stringify(issued)).toString("base64"),
    [ENVIRONMENT.state]: STATE,
  };
  return { cwd, env };
}

function isInstalled(program: string): Promise<boolean> {
  return timed(program, ["--version"]).then(
    () => true,
    () => false,
  );
}

/** One curl for all of them, with a ticket that another one has got. */
async function curlArgs({ all, login }: Clusters, requests: readonly string[]): Promise<readonly string[]> {
  const endpoint = all[0]?.endpoint ?? "";
  const form = `username=root@pam&password=${login["PROXMOX_VE_PASSWORD"] ?? ""}`;
  const { finished } = await timed("curl", ["-sk", `${endpoint}/api2/json/access/ticket`, "-d", form]);
  const { data } = JSON.parse(finished.stdout) as { readonly data: { readonly ticket: string } };
  const cookie = `PVEAuthCookie=${encodeURIComponent(data.ticket)}`;
  return requests.flatMap((request, index) => {
    const [method = "", path = ""] = request.split(" ");
    const one = ["-sk", "-o", "/dev/null", "-b", cookie, `${endpoint}/api2/json${path}`];
    return [...(index === 0 ? [] : ["--next"]), ...one, ...(method === "POST" ? ["-d", form] : [])];
  });
}

async function peak(cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  const file = join(cwd, "peak");
  const args = ["--require", join(__dirname, "usage.cjs"), PROVISIONER, "reconcile"];
  await timed("node", args, { cwd, env: { ...env, BENCH_PEAK: file } });
  return Number(readFileSync(file, "utf8")) / 1024;
}
