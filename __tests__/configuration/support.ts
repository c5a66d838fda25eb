import * as z from "zod";
import { ConfigurationError, loadConfiguration } from "../../configuration";
import cdktfSchema from "../../schema/cdktf.schema.json";

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

const editorSchema = z.fromJSONSchema(cdktfSchema as Parameters<typeof z.fromJSONSchema>[0]);
/** Faults that a schema can say: the kind of a value, a word of a closed list, a setting that is not there. */
const OF_SHAPE =
  /: (is missing|is no setting|must be (text, in|true or|a list|an object|one of)|.* is no (profile|privilege))/;

/** Whether an editor with the JSON schema would underline nothing. */
export function editorAccepts(context: unknown): boolean {
  return editorSchema.safeParse({ context: { proxmox: context } }).success;
}

/**
 * The faults of a configuration; none when it is accepted. What is accepted has to please an editor too, in every test that
 * asks.
 */
export function faultsOf(context: unknown, text?: string): readonly string[] {
  try {
    loadConfiguration(context, text);
    expect(editorAccepts(context)).toBe(true);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

/** What is written, and the faults that it has to have: how each begins, or what it is like. */
export type Refused = readonly [string, unknown, readonly (string | RegExp)[]];

/** One test for each; these faults and no others. What a schema can say of them an editor says too. */
export function refuses(cases: readonly Refused[]): void {
  test.each(cases)("refused: %s", (_, context, expected) => {
    const faults = faultsOf(context);
    // Without `context.proxmox` at all, cdktf.json is that of a program of its own.
    if (context !== undefined && faults.some((fault) => OF_SHAPE.test(fault)))
      expect(editorAccepts(context)).toBe(false);
    expect(faults).toHaveLength(expected.length);
    expected.forEach((pattern, index) => {
      if (typeof pattern === "string") expect(faults[index]?.slice(0, pattern.length)).toBe(pattern);
      else expect(faults[index]).toMatch(pattern);
    });
  });
}
