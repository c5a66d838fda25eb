/** Orders that do not depend on the order of PVE's answers, nor on the reader's language. */
import type { ObjectKind } from "../../pve/spec";
import type { PlannedChange } from "./planned-change";

type Compare<T> = (one: T, other: T) => number;

export function byText<T>(textOf: (item: T) => string): Compare<T> {
  return (one, other) => compare(textOf(one), textOf(other));
}

/** The order in which a deploy makes objects, then by name and setting; what is added comes before what is taken away. */
export const byDeploy: Compare<PlannedChange> = (one, other) =>
  KINDS.indexOf(one.object.kind) - KINDS.indexOf(other.object.kind) ||
  compare(one.object.name, other.object.name) ||
  compare(one.symbol, other.symbol) ||
  compare(one.setting ?? "", other.setting ?? "");

const KINDS: readonly ObjectKind[] = ["group", "user", "role", "token", "acl"];

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
