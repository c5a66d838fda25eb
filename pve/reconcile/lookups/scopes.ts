import { LOCAL_NETWORK } from "../../names";
import { type PveVersion, pathReleaseFault } from "../../privileges";
import { type ObjectSpec, nameOf } from "../../spec";
import { type PveClient, foreignText } from "../../wire";
import { type Kind, type Look, type Seen, hint, seen } from "./inventory";
import { type Network, elsewhere } from "./networks";

/** What is wrong with the scopes of ACL entries: `faults` stand in the way, `doubts` could not be cleared up. */
export interface ScopeFindings {
  readonly faults: readonly string[];
  readonly doubts: readonly string[];
}

/** Where paths are looked up. */
export interface Surroundings {
  /** The cluster key, for the sentences. */
  readonly cluster: string;
  readonly version: PveVersion;
  /** Everything that is described: what a path names may be among it. */
  readonly objects: readonly ObjectSpec[];
}

/**
 * Checks paths for the version, and looks up what they name, because PVE itself checks a path's pattern only, and that in the
 * middle of a deploy. What the caller may not see is a doubt and no fault.
 */
export async function checkScopes(
  look: Look,
  paths: readonly string[],
  { cluster, version, objects }: Surroundings,
): Promise<ScopeFindings> {
  const faults: string[] = [];
  const doubts: string[] = [];
  const described = new Set(objects.map(nameOf));
  const scopes = [...new Set(paths)].flatMap((path) => {
    const fault = pathReleaseFault(path, version.text);
    if (fault !== undefined) faults.push(`ACL path ${path}: on ${cluster}, ${fault}.`);
    if (fault !== undefined) return [];
    return scopesOf(path)
      .filter(({ kind, name }) => !described.has(`${kind} ${name}`))
      .map((scope) => ({ path, ...scope }));
  });
  const kinds = [...new Set(scopes.map((scope) => scope.kind))];
  const once = { ...look, client: remembering(look.client) };
  const inventories = await Promise.all(kinds.map(async (kind) => [kind, await seen(once, kind)] as const));
  for (const [kind, inventory] of inventories) {
    for (const { path, at, name, network } of scopes.filter((scope) => scope.kind === kind)) {
      const isThere = inventory.names.includes(name);
      // A VNet that is there may be of another zone.
      if (isThere && kind !== "vnet") continue;
      const where = network && (await elsewhere(once, network));
      if (where !== undefined) faults.push(`ACL path ${path}: on ${cluster}, ${where}`);
      else if (isThere) continue;
      else if (inventory.shows(at))
        faults.push(`ACL path ${path}: ${cluster} has no ${kind} ${name}${known(name, inventory)}`);
      else
        doubts.push(
          `ACL path ${path}: whether ${cluster} has a ${kind} ${name} could not be checked, because this login may not see every ${kind}`,
        );
    }
  }
  return { faults, doubts };
}

/** Two kinds may need one list. */
function remembering(client: PveClient): PveClient {
  const asked = new Map<string, Promise<unknown>>();
  const get = <T>(path: string): Promise<T> => {
    const answer = asked.get(path) ?? client.get<T>(path);
    asked.set(path, answer);
    return answer as Promise<T>;
  };
  return { ...client, get };
}

interface Scope {
  readonly kind: Kind;
  readonly name: string;
  /** Its own path, on which PVE asks who may see it. */
  readonly at: string;
  /** With `bridge` and `vnet`: which network the path means. */
  readonly network?: Network;
}

/** What a path names that has to exist. */
function scopesOf(path: string): readonly Scope[] {
  const [, top, first, ...rest] = path.split("/");
  if (first === undefined) return [];
  if (top === "pool") return [{ kind: "pool", name: [first, ...rest].join("/"), at: path }];
  if (top === "storage") return [{ kind: "storage", name: first, at: path }];
  if (top === "nodes") return [{ kind: "node", name: first, at: path }];
  const [second] = rest;
  if (top === "sdn") return first === "zones" ? networkScopes(rest) : [];
  const kind = IN_FOLDERS[`${top ?? ""}/${first}`];
  return kind === undefined || second === undefined ? [] : [{ kind, name: second, at: path }];
}

/** What is named on the third place of a path. */
const IN_FOLDERS: Readonly<Record<string, Kind>> = {
  "access/groups": "group",
  "access/realm": "realm",
  "mapping/pci": "PCI mapping",
  "mapping/usb": "USB mapping",
  "mapping/dir": "directory mapping",
};

function networkScopes([zone, name, tag]: readonly string[]): readonly Scope[] {
  if (zone === undefined) return [];
  const local = zone === LOCAL_NETWORK;
  const at = `/sdn/zones/${zone}`;
  const outside: Scope[] = local ? [] : [{ kind: "zone", name: zone, at }];
  if (name === undefined) return outside;
  const kind = local ? "bridge" : "vnet";
  return [...outside, { kind, name, at: `${at}/${name}`, network: { zone, name, tag } }];
}

function known(name: string, { names }: Seen): string {
  const meant = hint(name, names);
  if (meant !== "") return `.${meant}`;
  return names.length === 0 ? "; there is none." : `, only ${foreignText([...names].sort().join(", "))}.`;
}
