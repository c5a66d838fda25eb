/** The measurements as a person reads them. */
import { availableParallelism } from "node:os";
import type { Deploy } from "./deploys";
import type { Start } from "./provisioner";
import type { Synth } from "./synth";

/** All that was measured. */
export interface Results {
  readonly node: string;
  readonly cores: number;
  readonly starts: readonly Start[];
  readonly deploys: readonly Deploy[];
  readonly synths: readonly Synth[];
}

/** How many resources Terraform handles at a time. */
const PARALLELISM = 10;

/**
 * Milliseconds below which a step cannot come: Terraform's own work for as many resources, what its processes wait for, each request
 * and each handshake once, and as many bare starts of Node.
 */
export function floorOf({ terraformMs, counts, latencyMs, clusters }: Deploy, bareMs: number): number {
  const waits = (counts.requests + counts.handshakes) * latencyMs;
  const parallel = Math.min(clusters, PARALLELISM);
  const starts = counts.processes * bareMs;
  return terraformMs + waits / parallel + starts / Math.min(counts.processes || 1, availableParallelism());
}

export function render({ node, cores, starts, deploys, synths }: Results): string {
  const bareMs = starts[0]?.bareMs ?? NaN;
  return [
    `Node ${node}, ${String(cores)} cores. Milliseconds are medians; × is how often the floor beside it.`,
    "",
    ...table(
      [
        "one process",
        "bare start",
        "curl",
        "provisioner",
        "× (1.35 bare + curl)",
        "MiB",
        "requests",
        "handshakes",
      ],
      starts.map(({ latencyMs, bareMs: bare, curlMs, provisionerMs, peakMiB, load }) => [
        `${String(latencyMs)} ms of latency`,
        whole(bare),
        whole(curlMs),
        whole(provisionerMs),
        ratio(provisionerMs, 1.35 * bare + curlMs),
        whole(peakMiB),
        String(load.requests),
        String(load.handshakes),
      ]),
    ),
    "",
    ...table(
      [
        "clusters",
        "latency",
        "step",
        "ms",
        "floor",
        "×",
        "Terraform alone",
        ...COUNTS.map((count) => `${count} a cluster`),
      ],
      deploys.map((deploy) => [
        String(deploy.clusters),
        String(deploy.latencyMs),
        deploy.step,
        whole(deploy.ms),
        whole(floorOf(deploy, bareMs)),
        ratio(deploy.ms, floorOf(deploy, bareMs)),
        whole(deploy.terraformMs),
        ...COUNTS.map((count) => (deploy.counts[count] / deploy.clusters).toFixed(1).replace(".0", "")),
      ]),
    ),
    "",
    ...table(
      ["synth of clusters", "resources", "ms", "empty resources", "×"],
      synths.map(({ clusters, resources, ms, emptyMs }) => [
        String(clusters),
        String(resources),
        whole(ms),
        whole(emptyMs),
        ratio(ms, emptyMs),
      ]),
    ),
  ].join("\n");
}

const COUNTS = ["processes", "logins", "requests", "connections", "handshakes"] as const;

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
}

function whole(value: number): string {
  return Number.isNaN(value) ? "–" : String(Math.round(value));
}

function ratio(value: number, of: number): string {
  return Number.isNaN(of) ? "–" : (value / of).toFixed(2);
}
