/**
 * What could steer a terminal, reorder or hide what stands beside it, or fake a line of ours: control characters (C0 and C1),
 * formatting and bidirectional ones, line and paragraph separators, and halves of surrogate pairs.
 */
export const UNFIT = String.raw`[\p{C}\p{Zl}\p{Zp}]`;

/** Stands where such a character was, so that two different names stay different. */
export const INSTEAD = "\ufffd";

/** All that is printed goes through here last: nothing in it steers the terminal. Its lines stay lines. */
export function forTerminal(text: string): string {
  return text.replace(new RegExp(String.raw`(?!\n)${UNFIT}`, "gu"), INSTEAD);
}
