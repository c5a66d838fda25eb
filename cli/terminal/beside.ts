import type { SafeOutput, Style } from "./output";

/** What stands beside the answer about one cluster. */
export interface Beside {
  readonly warnings?: readonly string[];
  /** What was not looked at, and why. */
  readonly notes?: readonly string[];
  /** Why there is no answer. */
  readonly error?: string;
}

/** Prints it, a line each, behind what the cluster is called. */
export function printBeside(
  label: string,
  { warnings = [], notes = [], error }: Beside,
  stderr: SafeOutput,
): void {
  const say = (text: string, style?: Style): void => {
    stderr.write(`${label}  `);
    stderr.write(`${text}\n`, style);
  };
  if (error !== undefined) say(`Error: ${error}`, "red");
  for (const warning of warnings) say(`Warning: ${warning}`, "yellow");
  for (const note of notes) say(note);
}
