import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommanderError } from "commander";
import { initCommand } from "../../../cli/init";
import type { Choices } from "../../../cli/terminal";
import type { Prompts } from "../../../cli/terminal/prompts";
import { UserError } from "../../../pve/user-error";
import { type Simulator, startSimulator } from "../../../simulator";

/** A cluster of two nodes, with something to choose from. */
export let simulator: Simulator;
/** Where a project is to be; new for each test of the file that imports this. */
export let folder: string;

beforeAll(async () => {
  simulator = await startSimulator({
    pve: "9.2",
    nodes: ["pve1", "pve2"],
    clusterName: "lab",
    inventory: { pools: [{ poolid: "dev" }, { poolid: "prod" }] },
  });
});
afterAll(() => simulator.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "init-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

export const path = (name: string): string => join(folder, name);
export const write = (name: string, text: string): void => writeFileSync(path(name), text);
export const read = (name: string): string => readFileSync(path(name), "utf8");
export const files = (): readonly string[] => readdirSync(folder).sort();

/** The clusters of the folder's cdktf.json. */
export function clusters(): Readonly<Record<string, unknown>> {
  const { context } = JSON.parse(read("cdktf.json"));
  return context.proxmox.clusters as Readonly<Record<string, unknown>>;
}

/** How the simulated cluster is reached, as flags. */
export const reached = (): readonly string[] => [
  "--endpoint",
  simulator.endpoint,
  "--fingerprint",
  simulator.fingerprint,
];

export const login = (): NodeJS.ProcessEnv => ({
  PROXMOX_VE_USERNAME: "root@pam",
  PROXMOX_VE_PASSWORD: simulator.rootPassword,
});

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly questions: readonly string[];
  readonly exitCode: number;
}

/** What is answered to a question that begins so: a text, names, the name of a choice, yes or no; `undefined` is Ctrl-C. */
export type Answers = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

/** Runs `init` in the folder. Without answers there is nobody to ask. */
export async function init(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  answers?: Answers,
): Promise<Outcome> {
  let [stdout, stderr, exitCode] = ["", "", 0];
  const questions: string[] = [];
  const answer = (text: string): Promise<unknown> => {
    questions.push(text);
    const [begin] = Object.keys(answers ?? {}).filter((name) => text.startsWith(name));
    if (begin === undefined) return Promise.reject(new Error(`unexpected question: ${text}`));
    const given = answers?.[begin];
    return given === undefined ? Promise.reject(new UserError("Cancelled.")) : Promise.resolve(given);
  };
  const ask = ({ text }: { readonly text: string }) => answer(text) as Promise<string>;
  const prompts: Prompts = { ask, askSecret: ask };
  const choices: Choices = {
    canAsk: answers !== undefined,
    confirm: (text) => answer(text) as Promise<boolean>,
    chooseSeveral: async (text, names) => {
      const chosen = (await answer(text)) as readonly string[];
      expect(names).toEqual(expect.arrayContaining([...chosen]));
      return chosen;
    },
    choose: async (text, offered) => {
      const wanted = (await answer(text)) as string;
      const found = offered.find(({ name }) => name === wanted);
      if (found === undefined)
        throw new Error(`${wanted} is none of ${offered.map(({ name }) => name).join()}`);
      return found.value;
    },
  };
  const command = initCommand({
    environment,
    prompts,
    choices,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  command.exitOverride().configureOutput({ writeErr: (text) => (stderr += text) });
  await command.parseAsync(["--folder", folder, ...args], { from: "user" }).catch((error: unknown) => {
    exitCode = (error as CommanderError).exitCode;
  });
  return { stdout, stderr, questions, exitCode };
}
