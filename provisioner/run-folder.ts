import { createHash } from "node:crypto";
import { type Dirent, appendFileSync, existsSync, readdirSync, rmSync } from "node:fs";
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
  identitiesOf,
  nameOf,
  originsFile,
  secretFile,
  trustFile,
  withoutObjects,
} from "../pve/spec";
import { isSecret } from "../pve/wire";
import { readJson } from "./read";
import { asideNote, begunNote, originsNote, strings, texts, trustNote } from "./requests";

/** What an unfinished reconcile was to bring about. */
export interface Begun {
  readonly cluster: ClusterSpec;
  readonly settings: Settings;
}

const STATES = join(RUN_FOLDER, "states.txt");
const SETTLED = join(RUN_FOLDER, "settled.json");
const MOVED = ".moved";

/**
 * The folder beside the stack with what must survive a kill on this machine (0700, its files 0600). Nothing in it is needed
 * once a deploy is through, but the list of states that were deployed from here.
 *
 * ```
 * states.txt          ids of states that were deployed from here
 * settled.json        what the state held before this deploy, without what was taken away since
 * <hash>.moved        what a file of tokens held whose place is another one now
 * <key>/gone.json     what the preflight has taken away
 * <key>/begun.json    what a reconcile has begun
 * <key>/origins.json  who made the roles and ACL entries that it found
 * <key>/trust.json    what the downstream provider has to trust
 * <key>/done          the reconcile is through
 * <key>/aside.json    ACL entries of tokens that are deleted and made again
 * <key>/<issue>       a fresh secret; <issue>.begun stands beside it until the secret is kept
 * ```
 */
export const runFolder = {
  /** The states that were deployed from here. */
  states(): readonly string[] {
    return statesText()
      .split("\n")
      .filter((line) => line !== "");
  },

  addState(state: string): void {
    if (runFolder.states().includes(state)) return;
    preparePrivateFolder(RUN_FOLDER);
    // A line that a full disk has cut short is not continued.
    const before = /[^\n]$/.test(statesText()) ? "\n" : "";
    // Reconciles of several clusters run side by side: a line that is appended is whole.
    appendFileSync(STATES, `${before}${state}\n`, { mode: 0o600 });
  },

  /** The triggers of what the state held before this deploy; undefined if that is not known. */
  settled(): Settings | undefined {
    return readNote(SETTLED, texts);
  },

  noteSettled(triggers: Settings): void {
    writePrivateFile(SETTLED, JSON.stringify(triggers));
  },

  /** Notes what was taken away already, so that nobody looks for it again. */
  noteGone(key: string, names: readonly string[]): void {
    writePrivateFile(goneFile(key), JSON.stringify(names));
  },

  /** What this deploy has taken away of a cluster before its reconcile began. */
  gone(key: string): readonly string[] {
    return readNote(goneFile(key), strings) ?? [];
  },

  /** Notes what is about to be changed, beside what an unfinished run has begun, and for good who made what is there. */
  begin(key: string, { cluster, settings }: Begun, origins: Readonly<Record<string, Origin>>): void {
    const begun: Begun = { cluster, settings: { ...leftOpen(key, settings), ...settings } };
    rmSync(doneFile(key), { force: true });
    rmSync(goneFile(key), { force: true });
    writePrivateFile(begunFile(key), JSON.stringify(begun));
    const known = runFolder.origins(key);
    writePrivateFile(originsFile(key), JSON.stringify({ ...origins, ...known }));
  },

  /** Notes that what was begun of these objects was undone. */
  undo(key: string, names: readonly string[]): void {
    const begun = runFolder.begun(key);
    if (begun === undefined) return;
    const settings = withoutObjects(begun.settings, names);
    writePrivateFile(begunFile(key), JSON.stringify({ ...begun, settings }));
    writePrivateFile(originsFile(key), JSON.stringify(withoutObjects(runFolder.origins(key), names)));
  },

  /** Notes that something of a cluster is gone, so that the end of a deploy looks again, unless a reconcile comes between. */
  reopen(cluster: ClusterSpec): void {
    rmSync(doneFile(cluster.key), { force: true });
    // Without this note the end of a deploy looks at every cluster that is not done, and a destroy has no such end.
    if (runFolder.settled() === undefined || runFolder.begun(cluster.key) !== undefined) return;
    writePrivateFile(begunFile(cluster.key), JSON.stringify({ cluster, settings: {} } satisfies Begun));
  },

  begun(key: string): Begun | undefined {
    return readNote(begunFile(key), begunNote);
  },

  origins(key: string): Readonly<Record<string, Origin>> {
    return readNote(originsFile(key), originsNote) ?? {};
  },

  finish(key: string): void {
    writePrivateFile(doneFile(key), "");
  },

  isDone(key: string): boolean {
    return readIfThere(doneFile(key)) !== undefined;
  },

  noteTrust(key: string, note: TrustNote): void {
    writePrivateFile(trustFile(key), JSON.stringify(note));
  },

  /** What was learnt of certificates since the state took it last, by cluster key. */
  trust(): ReadonlyMap<string, TrustNote> {
    const found = runFolder.clusters().map((key) => [key, readNote(trustFile(key), trustNote)] as const);
    return new Map(found.flatMap(([key, note]) => (note === undefined ? [] : [[key, note]])));
  },

  /** Keeps what a file of tokens held that goes, for another one. */
  keepMoved(path: string, text: string): void {
    const name = createHash("sha256").update(path).digest("hex").slice(0, 16);
    writePrivateFile(join(RUN_FOLDER, `${name}${MOVED}`), text);
  },

  /** What files of tokens held that are gone by now. */
  moved(): readonly string[] {
    const names = entriesIn(RUN_FOLDER).map(({ name }) => name);
    return names
      .filter((name) => name.endsWith(MOVED))
      .map((name) => readIfThere(join(RUN_FOLDER, name)) ?? "");
  },

  /** The clusters of which anything is noted. */
  clusters(): readonly string[] {
    return entriesIn(RUN_FOLDER)
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  },

  /** Whether a secret is kept that nobody may have taken yet. */
  hasSecrets(key: string): boolean {
    return entriesIn(join(RUN_FOLDER, key)).some(({ name }) => /^\d+$/.test(name));
  },

  /** Where the secrets of a cluster are kept. */
  keeper(key: string): SecretKeeper {
    const begunMark = (issue: string) => `${secretFile(key, issue)}.begun`;
    const aside = () => readNote(asideFile(key), asideNote) ?? {};
    const read = (issue: string) => {
      const content = readSecretFile(secretFile(key, issue));
      return isSecret(content) ? content : undefined;
    };
    return {
      read,
      isLost: (issue) => readIfThere(begunMark(issue)) !== undefined && read(issue) === undefined,
      open: (issue) => {
        rmSync(secretFile(key, issue), { force: true });
        writePrivateFile(begunMark(issue), "");
        const file = openPrivateFile(secretFile(key, issue));
        return {
          keep: (secret) => {
            file.commit(`${secret}\n`);
            rmSync(begunMark(issue), { force: true });
          },
          close: () => file.discard(),
        };
      },
      setAside: (token, entries) => {
        const { [token]: before, ...others } = aside();
        if (entries === undefined && before === undefined) return;
        writePrivateFile(asideFile(key), JSON.stringify({ ...others, [token]: entries }));
      },
      aside: (token) => aside()[token],
    };
  },

  /** Removes all but the list of states, also what a process that was killed has half written. */
  clear(): void {
    const entries = entriesIn(RUN_FOLDER).map(({ name }) => join(RUN_FOLDER, name));
    for (const entry of entries) if (entry !== STATES) removeFolder(entry);
  },
};

function entriesIn(folder: string): readonly Dirent[] {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
}

function statesText(): string {
  return readIfThere(STATES) ?? "";
}

/** What an unfinished run has begun, and is not in these settings: the end of the deploy takes it away. */
function leftOpen(key: string, settings: Settings): Settings {
  return withoutObjects(runFolder.begun(key)?.settings ?? {}, identitiesOf(settings).map(nameOf));
}

function begunFile(key: string): string {
  return join(RUN_FOLDER, key, "begun.json");
}

function goneFile(key: string): string {
  return join(RUN_FOLDER, key, "gone.json");
}

function asideFile(key: string): string {
  return join(RUN_FOLDER, key, "aside.json");
}

function doneFile(key: string): string {
  return join(RUN_FOLDER, key, "done");
}

/** A note that was cut short by a kill is none: every note is written in one rename. */
function readNote<T>(file: string, schema: z.ZodMiniType<T>): T | undefined {
  const text = readIfThere(file);
  return text === undefined ? undefined : readJson(resolve(file), schema, text, DAMAGED);
}

/** None is guessed at: without it, what was there before us could be taken for ours, or ours be forgotten. */
const DAMAGED =
  "It notes what a deploy that is not through has done. Remove it and deploy again; then `npx cdktf-proxmox-access diff` finds what " +
  "may be left in PVE.";
