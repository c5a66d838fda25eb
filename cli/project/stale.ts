import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What to say when `cdktf.json` was edited after the last synth; undefined when it was not, or is not there.
 * @param output the folder that `cdktf synth` has written, in the project's folder
 */
export function staleWarning(output: string): string | undefined {
  const [edited, synthesized] = [join(dirname(output), "cdktf.json"), join(output, "manifest.json")];
  if (!existsSync(edited) || statSync(edited).mtimeMs <= statSync(synthesized).mtimeMs) return undefined;
  return "Warning: cdktf.json was edited after the last synth, and its edits do not count here. Run `npx cdktf synth`, and this again.";
}
