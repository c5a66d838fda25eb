import { type PveClient, foreignText } from "../../wire";
import { type Kind, type Look, type Seen, hint, seen } from "./inventory";

/** What is wrong with the scopes of ACL entries: `faults` stand in the way, `doubts` could not be cleared up. */
export interface ScopeFindings {
  readonly faults: readonly string[];
  readonly doubts: readonly string[];
}

/**
 * Looks up what the paths name, because PVE itself checks a path's pattern only. What the caller may not see is a doubt and
 * no fault.
 * @param cluster the cluster key, for the sentences
 */
export async function checkScopes(
  look: Look,
  paths: readonly string[],
  cluster: string,
): Promise<ScopeFindings> {
  const scopes = [...new Set(paths)].flatMap((path) => scopesOf(path).map((scope) => ({ path, ...scope })));
  const faults: string[] = [];
  const doubts: string[] = [];
  const kinds = [...new Set(scopes.map((scope) => scope.kind))];
  const once = { ...look, client: remembering(look.client) };
  const inventories = await Promise.all(kinds.map(async (kind) => [kind, await seen(once, kind)] as const));
  for (const [kind, inventory] of inventories) {
    for (const { path, name } of scopes.filter((scope) => scope.kind === kind)) {
      if (inventory.names.includes(name)) continue;
      if (inventory.complete)
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
}

/** The bridges of the nodes themselves stand below this zone, which always exists. */
const LOCAL_NETWORK = "localnetwork";

/** What a path names that has to exist. */
function scopesOf(path: string): readonly Scope[] {
  const [, top, first, ...rest] = path.split("/");
  if (first === undefined) return [];
  if (top === "pool") return [{ kind: "pool", name: [first, ...rest].join("/") }];
  if (top === "storage") return [{ kind: "storage", name: first }];
  if (top === "nodes") return [{ kind: "node", name: first }];
  return top === "sdn" && first === "zones" ? networkScopes(rest) : [];
}

function networkScopes([zone, network]: readonly string[]): readonly Scope[] {
  if (zone === undefined) return [];
  const local = zone === LOCAL_NETWORK;
  const inside: Scope[] = network === undefined ? [] : [{ kind: local ? "bridge" : "vnet", name: network }];
  return local ? inside : [{ kind: "zone", name: zone }, ...inside];
}

function known(name: string, { names }: Seen): string {
  const meant = hint(name, names);
  if (meant !== "") return `.${meant}`;
  return names.length === 0 ? "; there is none." : `, only ${foreignText([...names].sort().join(", "))}.`;
}
