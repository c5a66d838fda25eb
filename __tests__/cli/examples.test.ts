/** The examples in the help: each command has some, and each is taken by the command as it is now. */
import type { Command } from "commander";
import { COMMANDS } from "../../cli/commands";

async function helpOf(name: string): Promise<{ readonly command: Command; readonly help: string }> {
  const command = await COMMANDS[name]!.load();
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return { command, help };
}

/** The words of an example, as a shell would have them; what stands behind ` # ` or `>` is not the command's. */
function wordsOf(example: string): readonly string[] {
  const [call = ""] = example.split(/ # | >>? /);
  return call.trim().split(/\s+/).slice(2);
}

describe.each(Object.keys(COMMANDS))("%s", (name) => {
  test("has examples, and takes each", async () => {
    const { help } = await helpOf(name);
    const examples = help.split("\n").filter((line) => line.startsWith("  npx cdktf-proxmox-access"));
    const called = examples.filter((line) => wordsOf(line)[0] === name);
    expect(help).toContain("\nExamples:\n");
    expect(called).not.toEqual([]);
    for (const example of called) {
      const { command } = await helpOf(name);
      let taken = false;
      command.exitOverride().configureOutput({ writeErr: () => undefined });
      command.action(() => void (taken = true));
      await command.parseAsync([...wordsOf(example).slice(1)], { from: "user" }).catch((error: unknown) => {
        throw new Error(`${example}: ${String(error)}`);
      });
      expect(taken).toBe(true);
    }
  });
});
