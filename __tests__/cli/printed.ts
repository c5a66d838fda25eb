import { Command } from "commander";
import { pveumCommand } from "../../cli/pveum";
import { roleCommand } from "../../cli/role";

/** What a command prints, or the error that it ends with. */
export function printed(...words: readonly string[]): {
  readonly lines: readonly string[];
  readonly error: string;
} {
  let output = "";
  let error = "";
  const program = new Command();
  for (const command of [roleCommand(), pveumCommand()]) {
    program.addCommand(command.exitOverride().configureOutput({ writeErr: (text) => void (error += text) }));
  }
  const write = jest
    .spyOn(process.stdout, "write")
    .mockImplementation((text) => ((output += String(text)), true));
  try {
    program.parse(words, { from: "user" });
  } catch (thrown) {
    if (error === "") throw thrown;
  } finally {
    write.mockRestore();
  }
  return { lines: output.split("\n").filter((line) => line.startsWith("pveum")), error };
}
