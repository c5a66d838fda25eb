import { observe } from "../objects";
import { prove } from "../proof";
import { type Identity, type ObjectSpec, type TokenSpec, nameOf } from "../spec";
import { UserError } from "../user-error";
import type { PveClient } from "../wire";
import { apply } from "./apply";
import type { Claim } from "./claim";
import { type Examined, examine, refuseFaults } from "./examine";
import type { SecretKeeper } from "./keeper";
import { rollBack } from "./rollback";
import type { Change } from "./plan";
import { inRounds } from "./rounds";

/** How a run talks, and what it leaves behind. */
export interface Surroundings {
  readonly keeper: SecretKeeper;
  /** One line about what was changed. */
  readonly say: (line: string) => void;
  /** What a person should know; the run goes on. */
  readonly warn: (sentence: string) => void;
  /** Told right before the first write, of who made what is there. */
  readonly begin: (origins: Examined["plan"]["origins"]) => Promise<void>;
  /** Told the names of what a run that failed had made and has taken away again: what is there by that name later is not ours. */
  readonly undone: (names: readonly string[]) => void;
}

/**
 * Makes a cluster as it is described: observe, plan, refuse before the first write, apply, prove. It may be called again at any
 * time. A run that fails takes away what it had made.
 * @throws UserError with all that stands in the way, or what a token lacks; PveApiError, PveNetworkError
 */
export async function reconcile(
  client: PveClient,
  objects: readonly ObjectSpec[],
  claim: Claim,
  surroundings: Surroundings,
): Promise<void> {
  const { keeper, say, warn, begin } = surroundings;
  const made = new Map<string, Identity>();
  const unclear = new Map<string, Change>();
  try {
    const { version, seen } = await inRounds(async () => {
      const lost = lostIssues(objects, claim, keeper);
      const examined = await examine(client, objects, { ...claim, lost });
      refuseFaults(examined);
      await begin(examined.plan.origins);
      [...examined.ended, ...examined.notices].forEach(warn);
      const run = {
        client,
        keeper,
        unclear,
        say,
        made: (object: Identity) => made.set(nameOf(object), object),
      };
      await apply(examined.plan.changes, examined.seen, run);
      return examined;
    });
    const proof = {
      client,
      cluster: claim.cluster,
      version,
      objects,
      roles: seen.roles,
      look: () => observe(client),
    };
    for (const token of tokensOf(objects)) {
      const secret = token.issue === undefined ? undefined : keeper.read(token.issue);
      for (const { sentence } of await prove(token, secret, proof))
        warn(`${nameOf(token)} on ${claim.cluster} ${sentence}.`);
    }
  } catch (error) {
    const undone = await rollBack(client, [...made.values()], claim, surroundings.undone);
    if (undone === "" || !(error instanceof Error)) throw error;
    throw new UserError(`${error.message}\n${undone}`, { cause: error });
  }
}

/** The issues whose secret is to be had anew: it was begun and is not kept, or the one who waits for it does not have it. */
function lostIssues(objects: readonly ObjectSpec[], claim: Claim, keeper: SecretKeeper): ReadonlySet<string> {
  const issues = tokensOf(objects).flatMap(({ issue }) => issue ?? []);
  const isMissing = (issue: string) => claim.lost.has(issue) || keeper.isLost(issue);
  return new Set(issues.filter((issue) => isMissing(issue) && keeper.read(issue) === undefined));
}

function tokensOf(objects: readonly ObjectSpec[]): readonly TokenSpec[] {
  return objects.filter((object) => object.kind === "token");
}
