/** Simulated clusters in a process of their own, so that their work is not ours. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Cluster, Load } from "./cluster-process";

export class Clusters {
  private constructor(
    private readonly child: ChildProcess,
    public readonly all: readonly Cluster[],
  ) {}

  public static async start(count: number, latencyMs: number): Promise<Clusters> {
    const child = fork(join(__dirname, "cluster-process.ts"), [String(count), String(latencyMs)]);
    const [all] = (await once(child, "message")) as [readonly Cluster[]];
    return new Clusters(child, all);
  }

  /** `context.proxmox.clusters`. @param access what is described beyond how a cluster is reached */
  public described(access: Readonly<Record<string, unknown>> = {}) {
    return Object.fromEntries(
      this.all.map(({ key, endpoint, fingerprint }) => [key, { endpoint, fingerprint, ...access }]),
    );
  }

  /** The login of root, who has one password everywhere. */
  public get login(): Readonly<Record<string, string>> {
    const [first] = this.all;
    return { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: first?.rootPassword ?? "" };
  }

  /** What came since it was asked last. */
  public async load(): Promise<Load> {
    const answer = once(this.child, "message");
    this.child.send("load");
    return ((await answer) as [Load])[0];
  }

  public async stop(): Promise<void> {
    const exit = once(this.child, "exit");
    this.child.disconnect();
    await exit;
  }
}
