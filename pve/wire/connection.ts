import { normaliseEndpoint, readScoped, readSetting } from "../names";
import { type ClusterSpec, endpointsOf } from "../spec";
import { UserError } from "../user-error";
import { readCredentials, type Credentials } from "./login/credentials";
import { LIMITS, type Limits } from "./transport/deadline";
import { proxyFor } from "./transport/proxy";
import { RETRY_POLICY, type RetryPolicy } from "./retry";
import { readTrust, type Trust } from "./trust/trust";
import { readUnreachable, type Unreachable } from "./unreachable";

/** One way into a cluster. */
export interface Way {
  /** Normalised, such as `https://host3:8006`. */
  readonly endpoint: string;
  /** The HTTP proxy to tunnel through. It may carry a password. */
  readonly proxy: URL | undefined;
}

/** How a cluster is reached, by its description and by the environment of this process. */
export interface Reach extends Way {
  /** The cluster key, for the names of variables in messages. */
  readonly key: string;
  /** What is tried, in this order, where the endpoint can't be reached. */
  readonly others: readonly Way[];
  /** What makes a node's certificate trusted. */
  readonly trust: Trust;
  /** How long a call is tried again while that may help. */
  readonly retry: RetryPolicy;
  /** Bounds of each exchange. */
  readonly limits: Limits;
  /** Whether the user has given the cluster up. */
  readonly unreachable: Unreachable;
  /** Whether each request is told: `PROXMOX_ACCESS_LOG=debug`. */
  readonly debug: boolean;
}

/** All that the environment says about one cluster. Nothing behind it reads the environment again. */
export interface Connection extends Reach {
  /** The login; secret. */
  readonly credentials: Credentials;
}

/** Seconds that a cluster which was given up is still tried, unless the user says otherwise. */
const LAST_TRY_SECONDS = 5;

/**
 * Reads how to reach a cluster and log in there. The cluster's own variables (`PROXMOX_VE_<KEY>_…`) win over the
 * description, and that over the general ones (`PROXMOX_VE_…`).
 * @param patience seconds that a cluster which does not answer is tried, unless the user says otherwise; left out, as long as a deploy
 * tries
 * @throws UserError with every fault, one a line; no value of a secret is shown
 */
export function readConnection(
  cluster: ClusterSpec,
  environment: NodeJS.ProcessEnv,
  patience?: number,
): Connection {
  return readAll({
    ...reachReaders(cluster, environment, patience),
    credentials: () => readCredentials(cluster.key, environment),
  });
}

/** The same for who has no login, or asks for it. */
export function readReach(cluster: ClusterSpec, environment: NodeJS.ProcessEnv, patience?: number): Reach {
  return readAll(reachReaders(cluster, environment, patience));
}

/** A function for each part of a value. */
type Readers<T> = { readonly [Part in keyof T]: () => T[Part] };

function reachReaders(
  cluster: ClusterSpec,
  environment: NodeJS.ProcessEnv,
  patience?: number,
): Readers<Reach> {
  const { key } = cluster;
  return {
    key: () => key,
    endpoint: () => readEndpoints(cluster, environment)[0],
    proxy: () => proxyFor(readEndpoints(cluster, environment)[0]),
    others: () => {
      const [, ...others] = readEndpoints(cluster, environment);
      return others.map((endpoint) => ({ endpoint, proxy: proxyFor(endpoint) }));
    },
    trust: () => readTrust(cluster, environment),
    retry: () => readRetry(key, environment, patience),
    limits: () => readLimits(key, environment, patience),
    unreachable: () => readUnreachable(key, environment),
    debug: () => readDebug(environment),
  };
}

/** Reads every part, so that all faults are told at once. Two parts may have the same one. */
function readAll<T extends object>(readers: Readers<T>): T {
  const faults = new Set<string>();
  const parts = Object.entries(readers as Readers<Record<string, unknown>>).map(([part, read]) => {
    try {
      return [part, read()] as const;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.add(error.message);
      return [part, undefined] as const;
    }
  });
  if (faults.size > 0) throw new UserError([...faults].join("\n"));
  return Object.fromEntries(parts) as T;
}

/**
 * A variable names one endpoint, which is used and no other. `PROXMOX_VE_ENDPOINT` is no general override: with several clusters it
 * would send all of them to one node.
 */
function readEndpoints(cluster: ClusterSpec, environment: NodeJS.ProcessEnv): readonly [string, ...string[]] {
  const own = readScoped(environment, "ENDPOINT", "cluster", cluster.key);
  if (own !== undefined) return [normaliseEndpoint(own.value, own.name)];
  const [first, ...others] = endpointsOf(cluster);
  const where = `clusters.${cluster.key}.endpoint`;
  return [normaliseEndpoint(first, where), ...others.map((other) => normaliseEndpoint(other, where))];
}

function readRetry(key: string, environment: NodeJS.ProcessEnv, patience: number | undefined): RetryPolicy {
  const seconds = readSetting(environment, "RETRY_SECONDS", key);
  if (seconds === undefined) {
    const isForgotten = readUnreachable(key, environment) === "forget";
    const wanted = patience ?? (isForgotten ? LAST_TRY_SECONDS : undefined);
    return wanted === undefined ? RETRY_POLICY : { ...RETRY_POLICY, totalMs: wanted * 1000 };
  }
  if (!/^\d{1,3}$/.test(seconds.value))
    throw new UserError(`${seconds.name} must be a number of seconds, 0 to 999.`);
  return { ...RETRY_POLICY, totalMs: Number(seconds.value) * 1000 };
}

/** A cluster that swallows everything is given up as soon as one that refuses. */
function readLimits(key: string, environment: NodeJS.ProcessEnv, patience: number | undefined): Limits {
  if (patience === undefined || readSetting(environment, "RETRY_SECONDS", key) !== undefined) return LIMITS;
  const atMost = (milliseconds: number) => Math.min(milliseconds, patience * 1000);
  return { ...LIMITS, connectMs: atMost(LIMITS.connectMs), totalMs: atMost(LIMITS.totalMs) };
}

function readDebug(environment: NodeJS.ProcessEnv): boolean {
  const value = environment["PROXMOX_ACCESS_LOG"]?.trim() ?? "";
  if (value === "" || value === "debug") return value === "debug";
  throw new UserError("PROXMOX_ACCESS_LOG knows only the value `debug`, which shows each request.");
}
