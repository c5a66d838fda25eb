import { isIP } from "node:net";
import type { Command } from "commander";
import { addressOf, clusterKeyFault } from "../../pve/names";
import type { ClusterSpec } from "../../pve/spec";
import { foreignText } from "../../pve/wire";
import { reachOf } from "../reach";
import {
  type DecidingSurroundings,
  PROCESS,
  acting,
  harmless,
  refuseDebugOutput,
  withExamples,
} from "../terminal";
import { trustedFingerprint } from "./certificate";
import { type Facts, factsOf } from "./facts";
import { connectAsAsked, connectAsGiven, hasLogin } from "./log-in";
import { nextSteps } from "./next-steps";
import { type InitOptions, endpointOf, initFlags, refuseGaps } from "./options";
import { lookAtPlace, writeProject } from "./place";
import { purposeOf } from "./purpose";

/**
 * `init [key]`: asks for a node, has its certificate compared, logs in, looks what the cluster is called and what it has, and writes a
 * project that gives access to it; in a project, it adds the cluster to cdktf.json. Nothing is changed in PVE, no login is
 * written, and nothing is overwritten.
 */
export function initCommand(surroundings: DecidingSurroundings = PROCESS): Command {
  const command = initFlags()
    .hook("preAction", refuseDebugOutput)
    .action(acting((key: string | undefined, options: InitOptions) => run(key, options, surroundings)));
  return withExamples(command, [
    "",
    "--endpoint https://host3.example.org:8006 --folder access",
    "lab --endpoint host3 --profile opentofu-vm snapshots --pool lab --storage fast --bridge vmbr0",
    "--yes --endpoint host3 --fingerprint AA:BB:… # in a script",
  ]);
}

async function run(
  given: string | undefined,
  options: InitOptions,
  surroundings: DecidingSurroundings,
): Promise<void> {
  const { environment, choices, prompts } = surroundings;
  const isAsked = options.yes !== true && choices.canAsk;
  const place = lookAtPlace(options.folder, given);
  const known = options.endpoint === undefined ? undefined : endpointOf(options.endpoint);
  refuseGaps(options, { isAsked, isLoggedIn: hasLogin(given ?? keyOfHost(known), environment) });
  const endpoint = known ?? endpointOf(await prompts.ask(ENDPOINT, ""));
  const cluster = await withTrust(given ?? keyOfHost(endpoint), endpoint, options, isAsked, surroundings);
  const facts = await look(cluster, options, isAsked, surroundings);
  const key = given ?? facts.cluster ?? facts.node ?? cluster.key;
  harmless(surroundings.stderr).write(`${inWords(facts, key)}\n`);
  // Before more is asked, now that the key is known.
  lookAtPlace(options.folder, key);
  const purpose = await purposeOf(options, facts.scopes, isAsked ? choices : undefined);
  const { fingerprint } = cluster;
  const reach = { endpoint, ...(fingerprint !== undefined && { fingerprint }) };
  const files = writeProject(place, key, { ...reach, ...namesOf(key, facts), ...purpose });
  harmless(surroundings.stdout).write(nextSteps({ place, key, files, environment }));
}

const ENDPOINT = { text: "A node, such as https://host3.example.org:8006", variable: "--endpoint" };

/** The cluster with the fingerprint that the user trusts, where one is needed. */
async function withTrust(
  key: string,
  endpoint: string,
  { fingerprint }: InitOptions,
  isAsked: boolean,
  surroundings: DecidingSurroundings,
): Promise<ClusterSpec> {
  const cluster = { key, endpoint, insecure: false };
  const said = fingerprint === undefined ? cluster : { ...cluster, fingerprint };
  const trusted = await trustedFingerprint(reachOf(said, surroundings.environment), isAsked, surroundings);
  return trusted === undefined ? cluster : { ...cluster, fingerprint: trusted };
}

/** Logs in and asks the cluster for its names. */
async function look(
  cluster: ClusterSpec,
  { username }: InitOptions,
  isAsked: boolean,
  surroundings: DecidingSurroundings,
): Promise<Facts> {
  const asks = username !== undefined || (isAsked && !hasLogin(cluster.key, surroundings.environment));
  const client = asks
    ? await connectAsAsked(cluster, username, surroundings)
    : await connectAsGiven(cluster, surroundings);
  try {
    return await factsOf(client);
  } finally {
    client.close();
  }
}

/** Only what is not called as the key is, which is the default. */
function namesOf(key: string, { node = key, cluster = key }: Facts): object {
  return { ...(node !== key && { nodeName: node }), ...(cluster !== key && { clusterName: cluster }) };
}

/** What was found, and what is left to the user to say. */
function inWords({ version, node, nodes, cluster }: Facts, key: string): string {
  const others = nodes.filter((name) => name !== node).join(", ");
  const who = node === undefined ? `one of the nodes ${others}` : `node ${node}`;
  const where = cluster === undefined ? "" : ` of cluster ${cluster}`;
  const found = `Proxmox VE ${version}, ${who}${where}; its key in cdktf.json is ${key}.`;
  if (node === undefined)
    return foreignText(`${found} This login may not see which one: write its nodeName into cdktf.json.`);
  if (others === "") return foreignText(found);
  return foreignText(`${found} If ${others} is to stand in for it, make endpoint and fingerprint lists.`);
}

/** A key until the cluster has told its name: the first part of the host's. */
function keyOfHost(endpoint: string | undefined): string {
  const host = endpoint === undefined ? "" : addressOf(endpoint).host;
  const [first = ""] = host.split(".");
  return isIP(host) === 0 && clusterKeyFault(first) === undefined ? first : "pve";
}
