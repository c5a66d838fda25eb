/** The code in the documents but for programs, which the packed library has to be there for: see package/guides.test.ts. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { programFor } from "../../cli/program";
import { COMMANDS } from "../../cli/commands";
import { scripts } from "../../package.json";
import { run } from "../../tools/processes";
import { ROOT } from "../../tools/toolchain/paths";
import { editorAccepts, faultsOf } from "../configuration/support";
import { BLOCKS, DOCUMENTS, blocksIn } from "./documents";

/** What is run or checked; `text` is what a program has printed, `mermaid` a picture. */
const LANGUAGES = ["ts", "json", "jsonc", "sh", "text", "mermaid"];
const OURS = "npx cdktf-proxmox-access";

test("every block says what it is", () => {
  expect(BLOCKS.length).toBeGreaterThan(30);
  expect(BLOCKS.filter(({ language }) => !LANGUAGES.includes(language))).toEqual([]);
});

test.each(blocksIn("json"))("the configuration of %s is accepted, here and by an editor", (_, code) => {
  const { context } = JSON.parse(code) as { context: { proxmox: unknown } };
  expect(faultsOf(context.proxmox)).toEqual([]);
  expect(editorAccepts(context.proxmox)).toBe(true);
});

test.each(blocksIn("sh"))("a shell takes %s, and each npm script is there", async (_, code) => {
  const { exitCode, stderr } = await run("bash", ["-n", "-c", code]);
  expect([exitCode, stderr]).toEqual([0, ""]);
  const called = [...code.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
  expect(called.filter((name) => !Object.hasOwn(scripts, name) && name !== "deploy")).toEqual([]);
});

const help = readFileSync(path.join(ROOT, "help"), "utf8");
const calls = [...DOCUMENTS, ["help", help] as const].flatMap(([file, text]) =>
  [...text.matchAll(/npx cdktf-proxmox-access ([a-z][^`\n]*)/g)].map(
    ([, words = ""]) => [file, words] as const,
  ),
);

test.each(calls)(`%s: ${OURS} %s`, async (_, line) => {
  const [name = "", ...words] = wordsOf(line);
  const program = await programFor(Object.keys(COMMANDS));
  const command = program.commands.find((each) => each.name() === name);
  expect(command?.name()).toBe(name);
  const { unknown = [] } = command?.parseOptions(words) ?? {};
  expect(unknown).toEqual([]);
});

/** The words of a call, up to where a shell or a sentence goes on. */
function wordsOf(line: string): readonly string[] {
  const [call = ""] = line.split(/[)"#|;]|&&|  /);
  return call.trim().split(/\s+/);
}
