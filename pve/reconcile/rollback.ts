import { type Identity, nameOf } from "../spec";
import type { PveClient } from "../wire";
import type { Claim } from "./claim";
import { removeAll } from "./remove-all";

/**
 * Takes away what a run that failed has made.
 * @param made in the order in which it was made
 * @param undone told the names of what is gone again
 * @returns what became of it, as a sentence for the error; empty when nothing was made
 */
export async function rollBack(
  client: PveClient,
  made: readonly Identity[],
  claim: Pick<Claim, "owner" | "states">,
  undone: (names: readonly string[]) => void,
): Promise<string> {
  if (made.length === 0) return "";
  try {
    const removals = made.map((identity) => ({ identity, removalPolicy: "automatic" as const }));
    const outcomes = await removeAll(client, removals, claim);
    const left = outcomes.filter(({ did }) => did === "kept").map(({ identity }) => nameOf(identity));
    undone(made.map(nameOf).filter((name) => !left.includes(name)));
    return left.length === 0
      ? "What this run had made was taken away again."
      : `What this run had made was taken away again, but for ${left.join(", ")}.`;
  } catch {
    return "What this run had made could not be taken away again; the next deploy finishes it.";
  }
}
