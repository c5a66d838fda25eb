/** The two simulated Proxmox VE clusters of the demo. */
import { randomBytes } from "node:crypto";
import { startSimulator } from "../../simulator";
import type { Simulator, SimulatorOptions } from "../../simulator";
import type { Workshop } from "./workshop";

/** A simulated cluster, and its key in the configuration. */
export interface DemoCluster {
  readonly key: string;
  readonly pve: SimulatorOptions["pve"];
  readonly simulator: Simulator;
}

const CLUSTERS = [
  { key: "host3", pve: "9.2" },
  { key: "nuc", pve: "8.4" },
] as const;

/** Starts them on free ports of the loopback, each with a certificate and an administrator's password of its own. */
export async function startClusters(workshop: Workshop): Promise<readonly DemoCluster[]> {
  return Promise.all(
    CLUSTERS.map(async ({ key, pve }) => {
      const rootPassword = randomBytes(12).toString("hex");
      const simulator = await startSimulator({ pve, rootPassword, nodes: [key], clusterName: key });
      workshop.onClose(() => simulator.stop());
      return { key, pve, simulator };
    }),
  );
}
