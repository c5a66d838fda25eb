import { ticketAuthentication, tokenAuthentication, type Authentication } from "./login/authentication";
import { createClient, type Channel, type PveClient } from "./client";
import { loginAdvice, readCredentials, type Credentials } from "./login/credentials";
import { LIMITS, type Limits } from "./deadline";
import { normaliseEndpoint } from "../names/endpoint";
import { readScoped, readSetting, variableName } from "../names/variables";
import { UserError } from "../user-error";
import { logIn } from "./login/login";
import { RETRY_POLICY, type RetryPolicy } from "./retry";
import type { ClusterSpec } from "../spec";
import { readTrust } from "./trust/trust";
import { downstreamNotice, expiryNotice, insecureNotice } from "./trust/notices";

/** What a connection needs besides the cluster. */
export interface ConnectOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Receives warnings and hints for the user, one line each. */
  readonly notice: (line: string) => void;
  /** @default LIMITS: 15 s to connect, 60 s and 8 MiB an answer */
  readonly limits?: Limits;
  /** @default - 60 s of retries in all; `PROXMOX_VE_RETRY_SECONDS` changes that */
  readonly retry?: RetryPolicy;
}

/**
 * Connects with the login that the environment gives (see `readCredentials`). A password is exchanged for a ticket at
 * once; a token or a ticket is first seen by PVE in the first call.
 * @throws UserError for a missing or refused login and for settings that can't be used
 */
export async function connect(cluster: ClusterSpec, options: ConnectOptions): Promise<PveClient> {
  const credentials = readCredentials(cluster.key, options.environment);
  const channel = openChannel(cluster, options);
  const hint = downstreamNotice(channel.trust);
  if (hint !== undefined) options.notice(hint);
  return createClient(channel, await authenticate(channel, cluster.key, credentials));
}

/** The same without saying what the trust rests on: preflight and proof tell it, and a deploy connects many times. */
export function connectQuietly(cluster: ClusterSpec, options: ConnectOptions): Promise<PveClient> {
  const trust = readTrust(cluster, options.environment);
  const told: readonly (string | undefined)[] = [insecureNotice(trust), downstreamNotice(trust)];
  const notice = (line: string): void => {
    if (!told.includes(line)) options.notice(line);
  };
  return connect(cluster, { ...options, notice });
}

/** Connects with an API token, such as one that was just made. */
export function connectWithToken(
  cluster: ClusterSpec,
  { fullTokenid, secret }: { readonly fullTokenid: string; readonly secret: string },
  options: ConnectOptions,
): Promise<PveClient> {
  const advice = `The token ${fullTokenid} was refused: it is unknown, has expired or was renewed, or its user is disabled.`;
  const authentication = tokenAuthentication(fullTokenid, secret, advice);
  return Promise.resolve().then(() => createClient(openChannel(cluster, options), authentication));
}

/** The way to a cluster: endpoint, trust, limits. Warns of weak trust. */
export function openChannel(cluster: ClusterSpec, options: ConnectOptions): Channel {
  const { environment, notice } = options;
  const { key } = cluster;
  const say = (line: string | undefined): void => {
    if (line !== undefined) notice(line);
  };
  const trust = readTrust(cluster, environment);
  const retry = options.retry ?? retryPolicy(key, environment);
  say(insecureNotice(trust));
  let isCertificateSeen = false;
  return {
    endpoint: endpointOf(cluster, environment),
    trust,
    limits: options.limits ?? LIMITS,
    retry,
    waiting: (error) => notice(`${error.message} Trying again for up to ${retry.totalMs / 1000} s.`),
    certificate: (certificate) => {
      if (!isCertificateSeen) say(expiryNotice(key, certificate, Date.now()));
      isCertificateSeen = true;
    },
  };
}

/** `PROXMOX_VE_ENDPOINT` is no general override: with several clusters it would send all of them to one node. */
function endpointOf(cluster: ClusterSpec, environment: NodeJS.ProcessEnv): string {
  const own = readScoped(environment, "ENDPOINT", "cluster", cluster.key);
  return own === undefined
    ? normaliseEndpoint(cluster.endpoint, `clusters.${cluster.key}.endpoint`)
    : normaliseEndpoint(own.value, own.name);
}

function retryPolicy(key: string, environment: NodeJS.ProcessEnv): RetryPolicy {
  const seconds = readSetting(environment, "RETRY_SECONDS", key);
  if (seconds === undefined) return RETRY_POLICY;
  if (!/^\d{1,3}$/.test(seconds.value))
    throw new UserError(`${seconds.name} must be a number of seconds, 0 to 999.`);
  return { ...RETRY_POLICY, totalMs: Number(seconds.value) * 1000 };
}

async function authenticate(
  channel: Channel,
  key: string,
  credentials: Credentials,
): Promise<Authentication> {
  const { from } = credentials;
  switch (credentials.kind) {
    case "token": {
      const advice = `The API token of ${from} was refused: it is unknown or has expired, or its user is disabled.`;
      return tokenAuthentication(credentials.fullTokenid, credentials.secret, advice);
    }
    case "ticket": {
      const advice = `The ticket of ${from} has expired (it lasts 2 hours) or was refused. ${loginAdvice(key)} gets another; then run this again.`;
      return ticketAuthentication(credentials.userid, credentials, advice);
    }
    case "password": {
      const totpAdvice =
        `Set ${variableName("TOTP", "cluster", key)} for one call; a deploy makes many, and each code works once, so ` +
        `rather get a ticket with ${loginAdvice(key)}.`;
      const totp = (): Promise<string | undefined> => Promise.resolve(credentials.totp);
      const ticket = await logIn(channel, { ...credentials, totp, totpAdvice });
      const advice = `The login of ${ticket.userid} (${from}) has ended or was refused; run this again.`;
      const authentication = ticketAuthentication(ticket.userid, ticket, advice);
      return { ...authentication, secrets: [...authentication.secrets, credentials.password] };
    }
  }
}
