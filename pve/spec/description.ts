import { createHash } from "node:crypto";
import { type ClusterSpec, decodeCluster } from "./cluster";
import { type Identity, nameOf, parseName, splitName } from "./identity";
import { ISSUE, RENEWED, SINCE, type Settings } from "./settings";

/** One cluster of a {@link Description}. */
export interface DescribedCluster {
  readonly cluster: ClusterSpec;
  /** `always` looks at every object on each deploy. */
  readonly reconcile: "on-change" | "always";
  /** Its objects; without what only Terraform knows of tokens: {@link ISSUE}, {@link SINCE} and {@link RENEWED}. */
  readonly settings: Settings;
}

/** One token in a file. */
export interface TokenFileEntry {
  /** The cluster key. */
  readonly key: string;
  /** `user@realm!tokenid` */
  readonly fullTokenid: string;
}

/** A file with tokens: a deploy names it at its end, and `diff` tries what is in it. */
export interface DescribedFile {
  /** As a user names it. */
  readonly path: string;
  /** The same path, as it is seen from the stack's folder. */
  readonly place: string;
  readonly tokens: readonly TokenFileEntry[];
}

/** A file with the CAs that the downstream provider needs; its paths are as those of a {@link DescribedFile}. */
export interface DescribedBundle extends Pick<DescribedFile, "path" | "place"> {
  /** The keys of the clusters that it is about. */
  readonly clusters: readonly string[];
}

/** A token as its program has it, for whoever is to change it there. */
export interface DescribedToken extends TokenFileEntry {
  /** The path of its construct: `proxmox-access/host3/plan/token`. */
  readonly construct: string;
  /** As it was written. */
  readonly rotation: string;
  /** The full tokenids of former rotations that live on. */
  readonly kept: readonly string[];
}

/** Who logs in on the nodes of a cluster by SSH. */
export interface DescribedLogin {
  /** The cluster key. */
  readonly key: string;
  readonly username: string;
  /** The node that the file names. */
  readonly node: string;
}

/** `description.json` beside the stack: what a deploy is to bring about. It holds no secret. */
export interface Description {
  /** By cluster key. */
  readonly clusters: Readonly<Record<string, DescribedCluster>>;
  /** The tokens by their constructs. A deploy does not need them. */
  readonly tokens: readonly DescribedToken[];
  /** The files with tokens. */
  readonly files: readonly DescribedFile[];
  /** The files with the CAs that the downstream provider needs. */
  readonly bundles: readonly DescribedBundle[];
  /** The SSH logins that the downstream provider needs. */
  readonly ssh: readonly DescribedLogin[];
}

/** What a state holds of one cluster. */
export interface DeployedCluster {
  readonly cluster: ClusterSpec;
  readonly settings: Settings;
  /** For each role and ACL entry whether we made it, by its name. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/** `made` by us, or `there` before us. */
export type Origin = "made" | "there";

/** All that a state holds as deployed. */
export interface Deployed {
  /** Names the state, so that two states of one description know each other apart. */
  readonly state: string;
  readonly clusters: ReadonlyMap<string, DeployedCluster>;
}

/** The trigger of `settled` with the places of the files of tokens that are deployed, one a line; without any it is not there. */
export const TOKEN_FILES = "tokenFiles";

/**
 * Reads the triggers of `settled`: `state`, and behind each cluster's key and a blank how it is reached, its settings, and the
 * `origin` of roles and ACL entries.
 */
export function decodeDeployed(triggers: Settings): Deployed {
  const parts = new Map<
    string,
    { reach: Record<string, string>; settings: Record<string, string>; origins: Record<string, Origin> }
  >();
  for (const [trigger, value] of Object.entries(triggers)) {
    const blank = trigger.indexOf(" ");
    if (blank < 0) continue;
    const [key, name] = [trigger.slice(0, blank), trigger.slice(blank + 1)];
    const part = parts.get(key) ?? { reach: {}, settings: {}, origins: {} };
    parts.set(key, part);
    const found = splitName(name);
    if (found === undefined) part.reach[name] = value;
    else if (found.rest.join(" ") === ORIGIN) part.origins[found.name] = value === "there" ? "there" : "made";
    else part.settings[name] = value;
  }
  const clusters = [...parts].map(([key, { reach, settings, origins }]) => {
    return [key, { cluster: decodeCluster(key, reach), settings, origins }] as const;
  });
  return { state: triggers["state"] ?? "", clusters: new Map(clusters) };
}

/** The trigger behind a role's or an ACL entry's name that tells who made it. */
export const ORIGIN = "origin";

/** Settings without what only Terraform knows, as a {@link Description} has them. */
export function withoutIssues(settings: Settings): Settings {
  const isOfTerraform = (key: string) =>
    key.startsWith("token ") && [ISSUE, SINCE, RENEWED].some((name) => key.endsWith(` ${name}`));
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !isOfTerraform(key)));
}

/** The objects that settings name. */
export function identitiesOf(settings: Settings): readonly Identity[] {
  const names = Object.keys(settings).flatMap((key) => splitName(key)?.name ?? []);
  return [...new Set(names)].map(parseName);
}

/** Every object of a description, behind its cluster's key; what {@link decodeDeployed} gives has the same names. */
export function describedNames({ clusters }: Pick<Description, "clusters">): readonly string[] {
  return Object.entries(clusters)
    .flatMap(([key, { settings }]) => identitiesOf(settings).map((object) => `${key} ${nameOf(object)}`))
    .sort();
}

/** Tells one list of names from another. */
export function namesDigest(names: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(names)).digest("hex").slice(0, 16);
}
