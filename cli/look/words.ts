/** What a deploy would do, in words. */
import { isoTime } from "../../pve/names";
import { shown } from "../../pve/reconcile";
import type { ObjectKind } from "../../pve/spec";
import type { Bare, Value } from "./planned-change";

/** What becomes of an object, to stand behind the symbol: `Pool.Allocate`, `comment: "mine" -> "ours"`. */
export function changeInWords(kind: ObjectKind, { symbol, setting, there, wanted }: Bare): string {
  if (setting === undefined) return symbol === "-" ? USELESS : deed(kind, wanted);
  if (setting === "secret") return "secret: a new one, and the former one is dead";
  if (symbol !== "~") return setting;
  return `${setting}: ${valueInWords(setting, there)} -> ${valueInWords(setting, wanted)}`;
}

const USELESS = "taken away, since this version of PVE has no use for it";

function deed(kind: ObjectKind, wanted: Value | undefined): string {
  if (kind === "acl") return "granted";
  return kind === "role" ? `created with ${valueInWords("", wanted) || "no privilege"}` : "created";
}

function valueInWords(setting: string, value: Value | undefined): string {
  if (setting === "expire" && typeof value === "number") return expiryTime(value);
  return typeof value === "object" ? value.join(" ") : shown(value);
}

/** When something expires: ISO 8601 in UTC, or `never`. @param seconds since the epoch, 0 for never */
export function expiryTime(seconds: number): string {
  return seconds === 0 ? "never" : isoTime(seconds);
}
