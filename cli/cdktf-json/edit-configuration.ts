import type { JSONPath } from "jsonc-parser";
import { ConfigurationError, jsonPath, loadConfiguration } from "../../configuration";
import { replaceText } from "../../files/replace-text";
import { UserError } from "../../pve/user-error";
import { contextIn } from "../project";
import { withValue } from "./edit-text";

/** One value, and what it becomes. */
export interface Edit {
  /** Where it stands below `context.proxmox`; what is not there is made. A list's `-1` is one more entry. */
  readonly path: JSONPath;
  readonly value: unknown;
}

/**
 * Changes values of the configuration, all of them or none. All else in it is kept to the letter: indentation, line ends, comments.
 *
 * @param file normally `cdktf.json`
 * @param before its text, from which the edits were made
 * @throws UserError with every fault that the result would have, and if the file may not be written; PlaceError if it was changed
 * meanwhile. It is as it was then.
 */
export function editConfiguration(file: string, before: string, edits: readonly Edit[]): void {
  const after = edits.reduce((text, edit) => edited(file, text, edit), before);
  checkConfiguration(file, after);
  try {
    replaceText(file, before, after);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(`${file} can't be written (${code}), and is as it was. Nothing was changed.`, {
      cause: error,
    });
  }
}

/** Checks a configuration that is not written yet. @throws UserError with every fault */
export function checkConfiguration(file: string, text: string): void {
  try {
    loadConfiguration(contextIn(text, file), text);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new UserError(`With this change, ${error.message}`, { cause: error });
  }
}

function edited(file: string, text: string, { path, value }: Edit): string {
  const whole = ["context", "proxmox", ...path];
  const after = withValue(text, whole, value);
  if (after !== undefined) return after;
  const parents = jsonPath(whole.slice(0, -1));
  throw new UserError(
    `${file}: there is no room at ${parents}, since that, or what is above it, is no object. Mend it first.`,
  );
}
