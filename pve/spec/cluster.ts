import type { Settings } from "./settings";

/**
 * How a cluster is reached. The key names it in the configuration, in paths and in environment variables. Of several endpoints the
 * first one stands for the cluster, and is what is written into files; the others are for when it is down.
 */
export interface ClusterSpec {
  readonly key: string;
  /** `https://host:8006`, and behind it the path of a reverse proxy; a trailing `/` or `/api2/json` is tolerated. */
  readonly endpoint: string;
  /** Other nodes of the cluster, in the order in which they are tried. */
  readonly otherEndpoints?: readonly string[];
  /** `true` switches certificate verification off. */
  readonly insecure: boolean;
  /** PEM file of the CA that issued the nodes' certificates, relative to the provisioner's working directory. */
  readonly caFile?: string;
  /** SHA-256 fingerprint of a node's certificate, upper-case hex pairs with `:`. */
  readonly fingerprint?: string;
  /** Those of other nodes. Whichever endpoint is tried, its certificate has to have one of all. */
  readonly otherFingerprints?: readonly string[];
}

/** One text, or several of which the first one counts most. */
export type OneOrMore = string | readonly string[];

/** The texts as a list. */
export function listOf(texts: OneOrMore | undefined): readonly string[] {
  return [texts ?? []].flat();
}

/** The endpoints as a {@link ClusterSpec} has them. @param endpoint at least one */
export function withEndpoints(endpoint: OneOrMore): Pick<ClusterSpec, "endpoint" | "otherEndpoints"> {
  const [first = "", ...otherEndpoints] = listOf(endpoint);
  return { endpoint: first, ...(otherEndpoints.length > 0 && { otherEndpoints }) };
}

/** The fingerprints as a {@link ClusterSpec} has them. */
export function withFingerprints(
  given: OneOrMore | undefined,
): Pick<ClusterSpec, "fingerprint" | "otherFingerprints"> {
  const [fingerprint, ...otherFingerprints] = listOf(given);
  if (fingerprint === undefined) return {};
  return { fingerprint, ...(otherFingerprints.length > 0 && { otherFingerprints }) };
}

/** Every endpoint, the first one first. */
export function endpointsOf({
  endpoint,
  otherEndpoints = [],
}: ClusterSpec): readonly [string, ...(readonly string[])] {
  return [endpoint, ...otherEndpoints];
}

/** Every fingerprint. */
export function fingerprintsOf({ fingerprint, otherFingerprints = [] }: ClusterSpec): readonly string[] {
  return fingerprint === undefined ? [] : [fingerprint, ...otherFingerprints];
}

/**
 * Whether only a fingerprint makes a node's certificate trusted. Then what a tool without fingerprints has to trust is asked of
 * the cluster.
 */
export function isPinned({ insecure, caFile, fingerprint }: ClusterSpec): boolean {
  return !insecure && caFile === undefined && fingerprint !== undefined;
}

/** The triggers that say how a cluster is reached, behind its key: `endpoint`, `endpoint_2` …; what is not said has none. */
export function encodeCluster(cluster: ClusterSpec): Settings {
  const { insecure, caFile } = cluster;
  return {
    ...numbered("endpoint", endpointsOf(cluster)),
    ...(insecure && { insecure: "true" }),
    ...(caFile !== undefined && { ca_file: caFile }),
    ...numbered("fingerprint", fingerprintsOf(cluster)),
  };
}

/** What {@link encodeCluster} gave. */
export function decodeCluster(key: string, reach: Settings): ClusterSpec {
  const { insecure, ca_file: caFile } = reach;
  return {
    key,
    ...withEndpoints(collected("endpoint", reach)),
    insecure: insecure === "true",
    ...(caFile !== undefined && { caFile }),
    ...withFingerprints(collected("fingerprint", reach)),
  };
}

function numbered(name: string, values: readonly string[]): Settings {
  return Object.fromEntries(values.map((value, index) => [nameAt(name, index), value]));
}

function collected(name: string, settings: Settings): readonly string[] {
  const values = Object.keys(settings).map((_, index) => settings[nameAt(name, index)]);
  return values.filter((value) => value !== undefined);
}

function nameAt(name: string, index: number): string {
  return index === 0 ? name : `${name}_${String(index + 1)}`;
}
