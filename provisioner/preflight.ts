import { permissionsOf } from "../pve/objects";
import {
  examine,
  missingRights,
  refuseFaults,
  removeAll,
  requiredRights,
  rightsFault,
  staysUnseen,
} from "../pve/reconcile";
import {
  type Settings,
  decode,
  decodeDeployed,
  describedNames,
  identitiesOf,
  nameOf,
  namesDigest,
  withoutObjects,
} from "../pve/spec";
import { UserError } from "../pve/user-error";
import { type PveClient, readConnection } from "../pve/wire";
import { beforeOf, claimOf, withIssues } from "./claim";
import { connectTo, unlessGone } from "./connection";
import { inParallel } from "./faults";
import type { Call } from "./io";
import { readDescription, readRequest, readTriggers } from "./read";
import { makeReady } from "./ready";
import { stackRequest } from "./requests";
import { tellRemovals } from "./removals";
import { runFolder } from "./run-folder";
import { deleteFormerFiles } from "./token-file";
import { type Task, firstKeepFaults, movedFaults, tasksOf } from "./tasks";
import { noteTrust } from "./trust";

/**
 * `preflight`: before anything of a deployed stack is changed or destroyed. Each cluster that has something to do is looked at
 * with the new description, so that what would be refused stops here, with files, secrets and tokens as they were. Then what
 * was deployed and is described no longer is taken away. Where no cluster has anything to do it is a destroy, and all are
 * checked.
 */
export async function preflight(call: Call): Promise<void> {
  const { stack, names, stateFiles, tokenFiles } = readRequest(call.environment, stackRequest);
  const triggers = readTriggers(call.environment);
  const deployed = decodeDeployed(triggers);
  const description = readDescription();
  if (namesDigest(describedNames(description)) !== names) throw describedAnew();
  const tasks = tasksOf(stack, deployed, description);
  const busy = tasks.filter(({ isBusy }) => isBusy);
  makeReady(stateFiles, busy.length > 0 ? description.files : []);
  runFolder.addState(deployed.state);
  const sessions: Session[] = [];
  try {
    // All are checked before anything is taken away from any of them.
    await inParallel(
      busy.length > 0 ? busy : tasks,
      ({ cluster }) => cluster.key,
      (task) => check(task, call, sessions),
    );
    // Where the state is lost from here on, the note tells what is still to be taken away.
    if (busy.length > 0) runFolder.noteSettled(triggers);
    await inParallel(
      sessions,
      ({ task }) => task.cluster.key,
      (session) => prune(session, call),
    );
  } finally {
    for (const { client } of sessions) client?.close();
  }
  if (busy.length === 0) runFolder.clear();
  else runFolder.noteSettled(without(triggers, busy));
  if (tokenFiles.length === 0) deleteFormerFiles(triggers, description, call);
}

/** A cluster that was checked; without a client it is out of reach and was given up. */
interface Session {
  readonly task: Task;
  readonly client: PveClient | undefined;
}

async function check(task: Task, call: Call, sessions: Session[]): Promise<void> {
  const { cluster, deployed, described, isEdited, isBusy } = task;
  const look = async () => {
    const client = await connectTo(cluster, call);
    sessions.push({ task, client });
    await (described !== undefined && isBusy ? checkChange(client, task, call) : checkRights(client, task));
    // One that is new is noted by its reconcile.
    if (described !== undefined && deployed !== undefined) await noteTrust(client, cluster, deployed.cluster);
    return true;
  };
  // A cluster that stays is not given up. Where a renewal is all that there is to do, it may as well be a destroy.
  if (described !== undefined && isEdited) await look();
  else if ((await unlessGone(cluster, call, look)) === undefined) giveUp(task, sessions, call);
}

/** A destroy, or a cluster that was taken out: that the login works, and may delete. */
async function checkRights(client: PveClient, { deployed, cluster }: Task): Promise<void> {
  const required = requiredRights(identitiesOf(deployed?.settings ?? {}));
  const missing = missingRights(await permissionsOf(client), required);
  if (missing.length > 0) throw new UserError(rightsFault(missing, required, client.identity, cluster.key));
}

async function checkChange(client: PveClient, task: Task, call: Call): Promise<void> {
  const { deployed, described, renewed } = task;
  const objects = withIssues(decode(described?.settings ?? {}), deployed, renewed);
  const claim = { ...claimOf(task), deployed: deployed && beforeOf(deployed) };
  const gone = task.gone.filter((removal) => !staysUnseen(removal)).map(({ identity }) => identity);
  const { seen, faults, isBlind } = await examine(client, objects, claim, { gone });
  const isGivenUp = readConnection(task.cluster, call.environment).unreachable === "forget";
  if (!isBlind && !isGivenUp) refuseFaults({ faults: movedFaults(task, seen) });
  refuseFaults({ faults: [...faults, ...firstKeepFaults(task, seen)] });
}

async function prune({ task, client }: Session, call: Call): Promise<void> {
  const { cluster, owner, gone } = task;
  if (client === undefined || gone.length === 0) return;
  const states = runFolder.states();
  const outcomes = await removeAll(client, gone, { owner, states });
  tellRemovals(cluster.key, gone, outcomes, call);
  runFolder.noteGone(
    cluster.key,
    gone.map(({ identity }) => nameOf(identity)),
  );
}

function giveUp(task: Task, sessions: Session[], call: Call): void {
  sessions.push({ task, client: undefined });
  if (task.gone.length > 0) tellRemovals(task.cluster.key, task.gone, undefined, call);
}

/** What the state held, without what is gone by now. */
function without(triggers: Settings, tasks: readonly Task[]): Settings {
  const names = tasks.flatMap(({ cluster, gone }) =>
    gone.map(({ identity }) => `${cluster.key} ${nameOf(identity)}`),
  );
  return withoutObjects(triggers, names);
}

/** The description is not part of a plan, and another synth may have written it meanwhile. */
function describedAnew(): UserError {
  return new UserError(
    "the stack was synthesized anew since this plan was made, and describes other objects. Deploy again.",
  );
}
