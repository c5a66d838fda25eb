/** What a handler of one call gets, and what it answers with. */
import type { Caller } from "../access/caller";
import type { Cluster } from "../cluster";
import { forbidden } from "../failure";
import type { NodeCertificates } from "../http/certificate";
import type { Parameters } from "../schema/schema";

export interface Call {
  readonly cluster: Cluster;
  /** Undefined for the calls that need no credential. */
  readonly caller: Caller | undefined;
  readonly parameters: Parameters;
  /** SHA-256 fingerprint of the certificate in use. */
  readonly fingerprint: string;
  readonly certificates: NodeCertificates;
  /** The ticket with which the call was made. */
  readonly ticket: string | undefined;
}

/** Answers the `data` of a reply (undefined becomes null). @throws Failure */
export type Handler = (call: Call) => unknown;

/** Handlers by name of the method: `GET /access/users`. */
export type Handlers = Readonly<Record<string, Handler>>;

/** The caller of a call that needs one. */
export function callerOf(call: Call): Caller {
  if (call.caller === undefined) throw forbidden("user != null");
  return call.caller;
}

/** A parameter that the schema requires. */
export function required(call: Call, name: string): string {
  return call.parameters[name] ?? "";
}

/** A Map as an object, sorted by key; a Set as `{name: 1}`. */
export function asObject<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
