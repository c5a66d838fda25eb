import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { renewalPeriod } from "../../pve/names";
import { RENEWED, SINCE, type Settings, type TokenSpec } from "../../pve/spec";
import { address } from "./dependencies";
import { literal } from "./hcl";

/** What a token that renews itself has more of. */
export interface Renewal {
  /** The trigger of `rotation`: the word, and behind it how often it was renewed. */
  readonly rotation: string;
  /** The settings that only Terraform knows, by their names. */
  readonly settings: Settings;
}

/**
 * Has a deploy issue another secret near the end of its term. `renewal` keeps in the state when the present rotation was planned
 * first, and each period that has passed since then is another rotation. The time of the last issue would be another start, but what
 * is issued anew cannot depend on when it was.
 *
 * `plantimestamp()` is known in a plan, so that the plan shows a renewal, and shows none where the setting was only added.
 * @returns undefined for a token that does not
 */
export function renewalOf(construct: Construct, token: TokenSpec): Renewal | undefined {
  const period = renewalPeriod(token);
  if (period === undefined) return undefined;
  const word = literal(token.rotation);
  const renewal = new NullResource(construct, "renewal", {
    triggers: { rotation: word, [SINCE]: "${plantimestamp()}" },
    lifecycle: { ignoreChanges: [`triggers["${SINCE}"]`] },
  });
  const since = `${address(renewal)}.triggers.${SINCE}`;
  const local = new TerraformLocal(construct, "renewed", `\${${periodsSince(since, period)}}`);
  const times = `local.${local.friendlyUniqueId}`;
  return {
    rotation: `${word}\${${times} == 0 ? "" : " renewed \${${times}}"}`,
    settings: { [SINCE]: `\${${since}}`, [RENEWED]: `\${${times}}` },
  };
}

const BLOCK = 100;
/** In seconds. What is counted ends after 100 years; then nothing is renewed any more. */
const LONGEST = 36_525 * 24 * 3600;

/**
 * Terraform expression of the number of whole periods that have passed. Terraform can add to a time and compare two, and not subtract
 * them, so the ends of periods are tried: those of a hundred first, then those between. Each is some hundred comparisons at most.
 */
function periodsSince(since: string, period: number): string {
  const passed = (count: number, start: string, step: number) => {
    const end = `timeadd(${since}, "\${(${start}i) * ${String(step)}}s")`;
    return `length([for i in range(1, ${String(count)}) : i if timecmp(plantimestamp(), ${end}) >= 0])`;
  };
  const blocks = Math.ceil(LONGEST / (period * BLOCK));
  const hundreds = `${String(BLOCK)} * ${passed(blocks + 1, "", period * BLOCK)}`;
  return `[for hundreds in [${hundreds}] : hundreds + ${passed(BLOCK, "hundreds + ", period)}][0]`;
}
