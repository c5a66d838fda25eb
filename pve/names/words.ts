import { distance } from "fastest-levenshtein";

const LONGEST_QUOTE = 80;

/** A value as an error shows it: on one line, in quotes, and cut when it is long. */
export function quote(value: string): string {
  const shown = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value;
  return JSON.stringify(shown);
}

/** What is wrong, as a sentence of its own: it may end with a question already. */
export function asSentence(fault: string): string {
  return /[.?]$/.test(fault) ? fault : `${fault}.`;
}

/** The words of a text that is meant as a list: between commas, semicolons and blanks. */
export function wordsIn(text: string): readonly string[] {
  return text.split(/[,;\s]+/).filter((word) => word !== "");
}

/** Says that a value is longer than it may be, and how long that is; undefined when it is not. */
export function overLong(value: string, limit: number): string | undefined {
  return value.length > limit
    ? `has ${String(value.length)} characters; ${String(limit)} are the most`
    : undefined;
}

/** The candidate that a misspelt word was most likely meant to be; undefined when none is close. Case does not count. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST_QUOTE) return undefined;
  const wanted = word.toLowerCase();
  const [best] = candidates
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const tolerated = Math.max(1, Math.floor(word.length / 3));
  return best !== undefined && best.edits <= tolerated ? best.candidate : undefined;
}

/** Shorter parts of names are in too many of them. */
const SHORTEST_PART = 3;
const MOST_NAMES = 3;

/** `; did you mean x?`, or nothing when no candidate is close. A part of names, such as `talos`, may mean each of them. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  const meant = near === undefined ? containing(word, candidates) : [near];
  return meant.length === 0 ? "" : `; did you mean ${meant.join(" or ")}?`;
}

function containing(word: string, candidates: readonly string[]): readonly string[] {
  const part = word.toLowerCase();
  if (part.length < SHORTEST_PART || part.length > LONGEST_QUOTE) return [];
  const found = candidates.filter((candidate) => candidate.toLowerCase().includes(part));
  return found.length > MOST_NAMES ? [] : found;
}

const MANY = 8;

/** Names in a sentence: all of them, or of many the first ones and how many there are beyond. */
export function someOf(names: readonly string[]): string {
  const beyond = names.length - MANY;
  return beyond > 1 ? `${names.slice(0, MANY).join(", ")} and ${String(beyond)} more` : names.join(", ");
}
