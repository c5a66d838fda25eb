const SHOWN_CHARACTERS = 500;

/**
 * What could steer a terminal, reorder or hide what stands beside it, or fake a line of ours: control characters (C0 and C1),
 * formatting and bidirectional ones, line and paragraph separators, and halves of surrogate pairs.
 */
const UNFIT = String.raw`[\p{C}\p{Zl}\p{Zp}]`;

/** Stands where such a character was, so that two different names stay different. */
const INSTEAD = "\ufffd";

/** Texts that people write: they are compared and written back as they are, and shown in quotes only, as {@link foreignText}. */
const WRITTEN: ReadonlySet<string> = new Set(["comment", "email", "firstname", "lastname"]);

/**
 * Text that came from a server, fit for a sentence: on one line, without control or invisible characters, and at most 500
 * characters long.
 */
export function foreignText(text: string): string {
  const shown = oneLine(text);
  return shown.length > SHOWN_CHARACTERS ? `${oneLine(shown.slice(0, SHOWN_CHARACTERS))}…` : shown;
}

function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
}

/**
 * The content of an answer, with U+FFFD for every character that is unfit for a sentence, in names of fields too. So names from
 * a server may be printed wherever they come from. Only what people write (comments, e-mail addresses, names of persons) stays
 * as it is.
 * @param data parsed JSON of bounded depth
 */
export function foreignData(data: unknown): unknown {
  if (typeof data === "string") return data.replace(new RegExp(UNFIT, "gu"), INSTEAD);
  if (Array.isArray(data)) return data.map(foreignData);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      foreignData(name),
      typeof value === "string" && WRITTEN.has(name) ? value : foreignData(value),
    ]),
  );
}

/** All that is printed goes through here last: nothing in it steers the terminal. Its lines stay lines. */
export function forTerminal(text: string): string {
  return text.replace(new RegExp(String.raw`(?!\n)${UNFIT}`, "gu"), INSTEAD);
}
