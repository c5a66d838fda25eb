import type { Notice, PveClient } from "../../pve/wire";
import type { SynthesizedCluster } from "../project";
import { connectTo } from "../reach";
import { messageOf } from "../terminal";

/** What came of one cluster: what was found there, or why it could not be looked at. */
export type Visit<T> = {
  readonly described: SynthesizedCluster;
  /** What the connection has warned of, such as a certificate that ends soon. */
  readonly warnings: readonly string[];
} & ({ readonly found: T } | { readonly error: string });

/** How a command looks at clusters. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  /** Told at once what a connection has to say; the text names the cluster. */
  readonly notice: Notice;
}

/** Connects to all clusters at once, and says of each what was found; in their order, however long each takes. */
export function visitAll<T>(
  clusters: readonly SynthesizedCluster[],
  surroundings: Surroundings,
  look: (client: PveClient, described: SynthesizedCluster) => Promise<T>,
): Promise<readonly Visit<T>[]> {
  return Promise.all(clusters.map((described) => visit(described, surroundings, look)));
}

async function visit<T>(
  described: SynthesizedCluster,
  { environment, notice }: Surroundings,
  look: (client: PveClient, described: SynthesizedCluster) => Promise<T>,
): Promise<Visit<T>> {
  const warnings: string[] = [];
  const heard: Notice = (line, warning) => {
    if (warning !== undefined) warnings.push(warning);
    notice(line, warning);
  };
  let client: PveClient | undefined;
  try {
    client = await connectTo(described.cluster, environment, heard);
    return { described, warnings, found: await look(client, described) };
  } catch (error) {
    return { described, warnings, error: messageOf(error) };
  } finally {
    client?.close();
  }
}
