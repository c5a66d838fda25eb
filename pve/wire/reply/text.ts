import { INSTEAD, UNFIT } from "../../for-terminal";

const SHOWN_CHARACTERS = 500;

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
