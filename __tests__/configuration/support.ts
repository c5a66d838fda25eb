import { ConfigurationError, loadConfiguration } from "../../configuration";

export const ENDPOINT = "https://host3.example.org:8006";

/** Where everything is. */
export const P = "context.proxmox";
/** Where the one cluster is. */
export const H = `${P}.clusters.host3`;

/** A configuration with one cluster. */
export function one(cluster: object, more: object = {}): unknown {
  return { clusters: { host3: { endpoint: ENDPOINT, ...cluster } }, ...more };
}

/** Two clusters and the file. */
export function two(tfvars: object, second: object = {}): unknown {
  return { clusters: { a: { endpoint: "https://a" }, b: { endpoint: "https://b", ...second } }, tfvars };
}

/** Two clusters at one endpoint, of which the second may say more. */
export function sameEndpoint(user: object, role: object): unknown {
  return { clusters: { a: { endpoint: ENDPOINT }, b: { endpoint: `${ENDPOINT}/`, user, role } } };
}

/** A cluster with identities. */
export function withIdentities(identities: object, cluster: object = {}, more: object = {}): unknown {
  return one({ ...cluster, identities }, more);
}

/** The faults of a configuration; none when it is accepted. */
export function faultsOf(context: unknown, text?: string): readonly string[] {
  try {
    loadConfiguration(context, text);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

/** What is written, and the faults that it has to have: how each begins, or what it is like. */
export type Refused = readonly [string, unknown, readonly (string | RegExp)[]];

/** One test for each; these faults and no others. */
export function refuses(cases: readonly Refused[]): void {
  test.each(cases)("refused: %s", (_, context, expected) => {
    const faults = faultsOf(context);
    expect(faults).toHaveLength(expected.length);
    expected.forEach((pattern, index) => {
      if (typeof pattern === "string") expect(faults[index]?.slice(0, pattern.length)).toBe(pattern);
      else expect(faults[index]).toMatch(pattern);
    });
  });
}
