import { type Decision, decide } from "./decide";
import { refused } from "./refusal";
import type { PveObject } from "./object";
import type { Observed } from "../objects/settings";
import type { ObjectSpec } from "../spec";
import { inRounds, write } from "./write";

/** Whose object it is, and what we may do to it. */
export interface Ownership {
  readonly spec: ObjectSpec;
  /** `<stack>/<cluster key>` */
  readonly owner: string;
  readonly adopt: boolean;
  /** The cluster key, for messages. */
  readonly cluster: string;
}

/** What `ensure` did; `changed` are PVE's names of the settings that it changed. */
export type Outcome =
  | { readonly did: "created" }
  | { readonly did: "updated"; readonly changed: readonly string[] }
  | { readonly did: "nothing" }
  | { readonly did: "retired" };

/**
 * Reads, and changes nothing.
 * @returns whether the object is there
 * @throws UserError with the difference if what is there is not ours to take
 */
export async function claim(object: PveObject, ownership: Ownership): Promise<boolean> {
  const observed = await object.observe();
  accept(object, ownership, observed, false);
  return observed !== undefined;
}

/**
 * Creates the object or changes in place what differs; retires one that the node's version has no use for. It may be
 * called again at any time.
 * @throws UserError with the difference if somebody else created the object meanwhile
 */
export async function ensure(object: PveObject, ownership: Ownership): Promise<Outcome> {
  return inRounds(async (exists) => {
    const observed = await object.observe();
    if (object.retire !== undefined) {
      if (observed !== undefined) await write(object.retire());
      return { did: "retired" };
    }
    const decision = accept(object, ownership, observed, !exists);
    switch (decision.action) {
      case "create":
        await write(object.create(decision.settings));
        return { did: "created" };
      case "update":
        await write(object.update(decision.settings));
        return { did: "updated", changed: Object.keys(decision.settings) };
      case "keep":
        return { did: "nothing" };
    }
  });
}

/** The decision, or a refusal in words. `claimed`: a claim came before, so what differs is drift of our own object. */
export function accept(
  object: Pick<PveObject, "knownBy" | "wanted">,
  ownership: Ownership,
  observed: Observed | undefined,
  claimed: boolean,
): Exclude<Decision, { action: "refuse" }> {
  const { knownBy, wanted } = object;
  const { owner, adopt } = ownership;
  const decision = decide({ wanted, observed, knownBy, owner, adopt, claimed });
  if (decision.action === "refuse") throw refused(decision, ownership, observed);
  return decision;
}
