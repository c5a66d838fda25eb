import type { Decision } from "./decide";
import { UserError } from "../user-error";
import { KIND_NAMES, describe } from "../objects/identity";
import { readMark } from "../objects/mark";
import type { Ownership } from "./reconcile";
import { type Observed, diffLines } from "../objects/settings";

type Refused = Extract<Decision, { action: "refuse" }>;

/** A refusal in words: what is there, how it differs, and what would allow it. */
export function refused(decision: Refused, ownership: Ownership, observed: Observed | undefined): UserError {
  const { spec, cluster } = ownership;
  const name = describe(spec);
  if (decision.why === "built-in") {
    return new UserError(
      `${name} on ${cluster} is built into PVE and cannot be changed. Choose another roleid.`,
    );
  }
  return new UserError(
    `${name} ${foreign(decision, observed)} on ${cluster}.${difference(decision)}\n${wayOn(ownership)}`,
  );
}

function foreign(decision: Refused, observed: Observed | undefined): string {
  if (decision.why === "other-owner") {
    const owner = readMark(String(observed?.settings["comment"]))?.owner ?? "somebody else";
    return `belongs to ${owner}`;
  }
  return "exists and is not ours";
}

function difference({ differences }: Refused): string {
  return differences.length === 0
    ? " Only our mark in its comment is missing."
    : `\n${diffLines(differences)}`;
}

function wayOn({ spec }: Ownership): string {
  const secret = spec.kind === "token" ? "; an adopted token gets a new secret" : "";
  const other =
    spec.kind === "acl" ? "remove the entry" : `choose another name for the ${KIND_NAMES[spec.kind]}`;
  return `Set \`adopt: true\` to take it over (destroy then retains it${secret}), or ${other}.`;
}
