import { type Removal, removeAll } from "../pve/reconcile";
import { type Settings, identitiesOf, nameOf, parseName } from "../pve/spec";
import { connected, unlessGone } from "./connection";
import type { Call } from "./io";
import { readDescription, readRequest, readTriggers } from "./read";
import { tellRemovals } from "./removals";
import { deleteRequest } from "./requests";
import { runFolder } from "./run-folder";

/**
 * `delete`: takes away the object that the triggers name, if we made it. In a change another resource may stand for it from now on, as
 * for a user whom several identities shared: its tokens, which nobody issues anew, keep it. In a destroy they are gone before it.
 */
export async function deleteObject(call: Call): Promise<void> {
  const { cluster, owner, removalPolicy } = readRequest(call.environment, deleteRequest);
  const removal = removalOf(readTriggers(call.environment), removalPolicy, cluster.key);
  if (isTakenAway(cluster.key, removal)) return;
  const states = runFolder.states();
  const outcomes = await unlessGone(cluster, call, () =>
    connected(cluster, call, (client) => removeAll(client, [removal], { owner, states })),
  );
  tellRemovals(cluster.key, [removal], outcomes, call);
  // If no reconcile follows, the end of the deploy looks after what is gone now.
  if (outcomes?.some(({ did }) => did === "deleted") === true) runFolder.reopen(cluster);
}

/** The names of the tokens that are described for a cluster. */
function tokensOf(key: string): ReadonlySet<string> {
  const { clusters } = readDescription();
  const settings = Object.hasOwn(clusters, key) ? clusters[key]?.settings : undefined;
  return new Set(
    identitiesOf(settings ?? {})
      .filter(({ kind }) => kind === "token")
      .map(nameOf),
  );
}

/** Whether the preflight of this deploy has done it already. */
function isTakenAway(key: string, { identity }: Removal): boolean {
  return runFolder.gone(key).includes(nameOf(identity));
}

function removalOf(
  { object = "", origin }: Settings,
  removalPolicy: Removal["removalPolicy"],
  key: string,
): Removal {
  const identity = parseName(object);
  return {
    identity,
    removalPolicy,
    ...(origin !== undefined && { origin: origin === "there" ? "there" : "made" }),
    ...(identity.kind === "user" && { describedTokens: tokensOf(key) }),
  };
}
