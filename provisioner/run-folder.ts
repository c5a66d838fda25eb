import { appendFile, readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type * as z from "zod/mini";
import { openPrivateFile, preparePrivateFolder, writePrivateFile } from "../files/private-file";
import { readIfThere } from "../files/read";
import { readSecretFile, removeFolder } from "../files/secret-folder";
import type { SecretKeeper } from "../pve/reconcile";
import {
  type ClusterSpec,
  type Origin,
  RUN_FOLDER,
  type Settings,
  type TrustNote,
  originsFile,
  secretFile,
  trustFile,
} from "../pve/spec";
import { isSecret } from "../pve/wire";
import { readJson } from "./read";
import { begunNote, originsNote, strings, texts, trustNote } from "./requests";

/** What an unfinished reconcile was to bring about. */
export interface Begun {
  readonly cluster: ClusterSpec;
  readonly settings: Settings;
}

const STATES = join(RUN_FOLDER, "states.txt");
const SETTLED = join(RUN_FOLDER, "settled.json");

/**
 * The folder beside the stack with what must survive a kill on this machine (0700, its files 0600). Nothing in it is needed
 * once a deploy is through, but the list of states that were deployed from here.
 *
 * ```
 * states.txt          ids of states that were deployed from here
 * settled.json        what the state held before this deploy, without what was taken away since
 * <key>/gone.json     what the preflight has taken away
 * <key>/begun.json    what a reconcile has begun
 * <key>/origins.json  who made the roles and ACL entries that it found
 * <key>/trust.json    what the downstream provider has to trust
 * <key>/done          the reconcile is through
 * <key>/<issue>       a fresh secret; <issue>.begun stands beside it until the secret is kept
 * ```
 */
export const runFolder = {
  /** The states that were deployed from here. */
  async states(): Promise<readonly string[]> {
    return (await statesText()).split("\n").filter((line) => line !== "");
  },

  async addState(state: string): Promise<void> {
    if ((await runFolder.states()).includes(state)) return;
    await preparePrivateFolder(RUN_FOLDER);
    // A line that a full disk has cut short is not continued.
    const before = /[^\n]$/.test(await statesText()) ? "\n" : "";
    // Reconciles of several clusters run side by side: a line that is appended is whole.
    await appendFile(STATES, `${before}${state}\n`, { mode: 0o600 });
  },

  /** The triggers of what the state held before this deploy; undefined if that is not known. */
  async settled(): Promise<Settings | undefined> {
    return readNote(SETTLED, texts);
  },

  async noteSettled(triggers: Settings): Promise<void> {
    await writePrivateFile(SETTLED, JSON.stringify(triggers));
  },

  /** Notes what was taken away already, so that nobody looks for it again. */
  async noteGone(key: string, names: readonly string[]): Promise<void> {
    await writePrivateFile(goneFile(key), JSON.stringify(names));
  },

  /** What this deploy has taken away of a cluster before its reconcile began. */
  async gone(key: string): Promise<readonly string[]> {
    return (await readNote(goneFile(key), strings)) ?? [];
  },

  /** Notes what is about to be changed, and for good who made what is there. */
  async begin(key: string, begun: Begun, origins: Readonly<Record<string, Origin>>): Promise<void> {
    await rm(doneFile(key), { force: true });
    await rm(goneFile(key), { force: true });
    await writePrivateFile(begunFile(key), JSON.stringify(begun));
    const known = await runFolder.origins(key);
    await writePrivateFile(originsFile(key), JSON.stringify({ ...origins, ...known }));
  },

  /** Notes that something of a cluster is gone, so that the end of a deploy looks again, unless a reconcile comes between. */
  async reopen(cluster: ClusterSpec): Promise<void> {
    await rm(doneFile(cluster.key), { force: true });
    // Without this note the end of a deploy looks at every cluster that is not done, and a destroy has no such end.
    if ((await runFolder.settled()) === undefined || (await runFolder.begun(cluster.key)) !== undefined)
      return;
    await writePrivateFile(begunFile(cluster.key), JSON.stringify({ cluster, settings: {} } satisfies Begun));
  },

  async begun(key: string): Promise<Begun | undefined> {
    return readNote(begunFile(key), begunNote);
  },

  async origins(key: string): Promise<Readonly<Record<string, Origin>>> {
    return (await readNote(originsFile(key), originsNote)) ?? {};
  },

  async finish(key: string): Promise<void> {
    await writePrivateFile(doneFile(key), "");
  },

  async isDone(key: string): Promise<boolean> {
    return (await readIfThere(doneFile(key))) !== undefined;
  },

  async noteTrust(key: string, note: TrustNote): Promise<void> {
    await writePrivateFile(trustFile(key), JSON.stringify(note));
  },

  /** What was learnt of certificates since the state took it last, by cluster key. */
  async trust(): Promise<ReadonlyMap<string, TrustNote>> {
    const found = await Promise.all(
      (await runFolder.clusters()).map(
        async (key) => [key, await readNote(trustFile(key), trustNote)] as const,
      ),
    );
    return new Map(found.flatMap(([key, note]) => (note === undefined ? [] : [[key, note]])));
  },

  /** The clusters of which anything is noted. */
  async clusters(): Promise<readonly string[]> {
    const entries = await readdir(RUN_FOLDER, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  },

  /** Whether a secret is kept that nobody may have taken yet. */
  async hasSecrets(key: string): Promise<boolean> {
    const names = await readdir(join(RUN_FOLDER, key)).catch(() => []);
    return names.some((name) => /^\d+$/.test(name));
  },

  /** Where the secrets of a cluster are kept. */
  keeper(key: string): SecretKeeper {
    const begunMark = (issue: string) => `${secretFile(key, issue)}.begun`;
    const read = async (issue: string) => {
      const content = await readSecretFile(secretFile(key, issue));
      return isSecret(content) ? content : undefined;
    };
    return {
      read,
      isLost: async (issue) =>
        (await readIfThere(begunMark(issue))) !== undefined && (await read(issue)) === undefined,
      open: async (issue) => {
        await rm(secretFile(key, issue), { force: true });
        await writePrivateFile(begunMark(issue), "");
        const file = await openPrivateFile(secretFile(key, issue));
        return {
          keep: async (secret) => {
            await file.commit(`${secret}\n`);
            await rm(begunMark(issue), { force: true });
          },
          close: () => file.discard(),
        };
      },
    };
  },

  /** Removes all but the list of states, also what a process that was killed has half written. */
  async clear(): Promise<void> {
    const entries = (await readdir(RUN_FOLDER).catch(() => [])).map((name) => join(RUN_FOLDER, name));
    for (const entry of entries) if (entry !== STATES) await removeFolder(entry);
  },
};

async function statesText(): Promise<string> {
  return (await readIfThere(STATES)) ?? "";
}

function begunFile(key: string): string {
  return join(RUN_FOLDER, key, "begun.json");
}

function goneFile(key: string): string {
  return join(RUN_FOLDER, key, "gone.json");
}

function doneFile(key: string): string {
  return join(RUN_FOLDER, key, "done");
}

/** A note that was cut short by a kill is none: every note is written in one rename. */
async function readNote<T>(file: string, schema: z.ZodMiniType<T>): Promise<T | undefined> {
  const text = await readIfThere(file);
  return text === undefined ? undefined : readJson(resolve(file), schema, text, DAMAGED);
}

/** None is guessed at: without it, what was there before us could be taken for ours, or ours be forgotten. */
const DAMAGED =
  "It notes what a deploy that is not through has done. Remove it and deploy again; then `npx cdktf-proxmox-access diff` finds what " +
  "may be left in PVE.";
