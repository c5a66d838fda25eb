import type { PveClient } from "../wire/client";
import { UserError } from "../user-error";
import { describe } from "../objects/identity";
import { type PveObject, pveObject } from "./object";
import { type Ownership, accept } from "./reconcile";
import { diffLines, differences } from "../objects/settings";
import type { ObjectSpec, OwnedObject } from "../spec";

/** What is described for a cluster. */
export interface DescribedObjects {
  /** The cluster key. */
  readonly cluster: string;
  /** `<stack>/<cluster key>` */
  readonly owner: string;
  readonly objects: readonly OwnedObject[];
}

/** An object that is not as described. */
export interface Drift {
  readonly object: ObjectSpec;
  /** `true` if it is not there at all. */
  readonly gone: boolean;
  /** A sentence about it; differing settings follow as lines. */
  readonly sentence: string;
}

/**
 * Compares what is described with what is there. It reads, and changes nothing.
 * @returns what a deploy that reconciles would put right, or would be refused for
 * @throws PveApiError when the login may not look
 */
export async function findDrift(client: PveClient, described: DescribedObjects): Promise<readonly Drift[]> {
  const { cluster, owner, objects } = described;
  const found: Drift[] = [];
  for (const { object, adopt } of objects) {
    const drift = await driftOf(client, { spec: object, owner, adopt, cluster });
    if (drift !== undefined) found.push({ object, ...drift });
  }
  return found;
}

async function driftOf(client: PveClient, ownership: Ownership): Promise<Omit<Drift, "object"> | undefined> {
  try {
    return await compare(await pveObject(client, ownership.spec, ownership.cluster), ownership);
  } catch (error) {
    if (error instanceof UserError) return { gone: false, sentence: error.message };
    throw error;
  }
}

async function compare(object: PveObject, ownership: Ownership): Promise<Omit<Drift, "object"> | undefined> {
  const name = describe(ownership.spec);
  const observed = await object.observe();
  if (object.retire !== undefined) {
    // A role that nothing refers to does no harm; an entry that this version needs not still grants something.
    if (observed === undefined || ownership.spec.kind !== "acl") return undefined;
    return { gone: false, sentence: `${name} is there, and this version of PVE has no use for it.` };
  }
  const decision = accept(object, ownership, observed, true);
  switch (decision.action) {
    case "keep":
      return undefined;
    case "create":
      return { gone: true, sentence: `${name} is gone.` };
    case "update": {
      const lines = diffLines(differences(decision.settings, observed?.settings ?? {}));
      return { gone: false, sentence: `${name} is not as described:\n${lines}` };
    }
  }
}
