/** The process of the simulated clusters: `<how many> <latency in milliseconds>`. It tells its parent how they are reached, and what came. */
import { type Simulator, startSimulator } from "../simulator";
import { type Front, startFront } from "./front";

/** A cluster as its parent sees it. */
export interface Cluster {
  readonly key: string;
  readonly endpoint: string;
  readonly fingerprint: string;
  readonly rootPassword: string;
}

/** What came to all of them, since the last time that the parent asked. */
export interface Load {
  readonly connections: number;
  readonly handshakes: number;
  readonly logins: number;
  readonly requests: readonly string[];
}

interface Node {
  readonly simulator: Simulator;
  readonly front: Front;
}

function loadOf(nodes: readonly Node[]): Load {
  const came = nodes.map(({ front }) => front.came());
  const requests = nodes.flatMap(({ simulator }) =>
    simulator.requests.map(({ method, path, query }) => {
      const search = new URLSearchParams(query).toString();
      return `${method} ${path}${search === "" ? "" : `?${search}`}`;
    }),
  );
  for (const { simulator } of nodes) simulator.clearRequests();
  return {
    connections: came.reduce((sum, { connections }) => sum + connections, 0),
    handshakes: came.reduce((sum, { handshakes }) => sum + handshakes, 0),
    logins: requests.filter((request) => request === "POST /access/ticket").length,
    requests,
  };
}

async function main(count: number, latencyMs: number): Promise<void> {
  const nodes = await Promise.all(
    Array.from({ length: count }, async (): Promise<Node> => {
      const simulator = await startSimulator({ pve: "9.2" });
      return { simulator, front: await startFront(simulator.port, latencyMs) };
    }),
  );
  process.on("message", () => process.send?.(loadOf(nodes)));
  process.on("disconnect", () => process.exit());
  const clusters = nodes.map(({ simulator, front }, index): Cluster => {
    const { fingerprint, rootPassword } = simulator;
    return {
      key: `c${String(index + 1)}`,
      endpoint: `https://127.0.0.1:${String(front.port)}`,
      fingerprint,
      rootPassword,
    };
  });
  process.send?.(clusters);
}

const [count, latencyMs] = process.argv.slice(2).map(Number);
void main(count ?? 1, latencyMs ?? 0);
