import { Token } from "cdktf";
import type { Construct } from "constructs";
import { type Expires, isPast, parseExpiry } from "../../pve/names";
import type { Fault } from "../../pve/privileges";

export type { Fault };

/**
 * Refuses a construct's props: all faults at once, each with the prop's name, under the construct's path.
 *
 * @throws Error when there is at least one fault
 */
export function refuseFaults(
  scope: Construct,
  id: string,
  noun: string,
  faults: Readonly<Record<string, Fault>>,
): void {
  const lines = Object.entries(faults).flatMap(([prop, fault]) =>
    fault === undefined ? [] : [`${prop}: ${fault}`],
  );
  if (lines.length > 0) {
    throw new Error(
      `${noun} ${[scope.node.path, id].join("/")}: ${lines.join("; ")}. Nothing was synthesized.`,
    );
  }
}

/** What is wrong with null, which a program without types may give: it is no value, and says nothing of a default. */
export function nullFault(value: unknown): Fault {
  return value === null ? "is null; give a value, or leave it out" : undefined;
}

/** Applies a check to a value, if there is one. What PVE's rules are checked against has to be known at synth. */
export function check(value: string | undefined, fault: (value: string) => Fault): Fault {
  if (value === undefined) return undefined;
  const none = nullFault(value);
  if (none !== undefined) return none;
  if (Token.isUnresolved(value))
    return "is a reference that is only known during apply; give the value itself";
  return fault(value);
}

/** Says so of what has expired. It is no fault, since it may stay so; only the deploy knows whether it would be made so. */
export function expiredWarning(what: string, expires: Expires | undefined): readonly string[] {
  if (!isPast(parseExpiry(expires))) return [];
  return [
    `${what} expires at ${String(expires)}, which is over: PVE refuses it. A deploy leaves it so, and makes nothing anew that could ` +
      "not be used. Set a later `expires`, or never.",
  ];
}
