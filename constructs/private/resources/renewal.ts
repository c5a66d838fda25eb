import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { LONGEST_TERM, renewalPeriod } from "../../../pve/names";
import { RENEWED, SINCE, type Settings, type TokenSpec } from "../../../pve/spec";
import { address } from "./dependencies";
import { literal } from "../hcl";

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

/**
 * Terraform expression of the number of whole periods that have passed. Terraform can add to a time and compare two, and not subtract
 * them, so the ends of periods are tried: those of a hundred first, then those between. That is less than 500 comparisons, some
 * milliseconds. What is counted ends with the longest term; then nothing is renewed any more. Terraform adds 292 years at most.
 */
function periodsSince(since: string, period: number): string {
  const all = Math.floor(LONGEST_TERM / period);
  const passed = (count: number, end: string) => {
    const at = `timeadd(${since}, "\${(${end}) * ${String(period)}}s")`;
    return `length([for i in range(1, ${String(count + 1)}) : i if timecmp(plantimestamp(), ${at}) >= 0])`;
  };
  const hundreds = `100 * ${passed(Math.floor(all / 100), "100 * i")}`;
  return `[for hundreds in [${hundreds}] : hundreds + ${passed(Math.min(all, 99), "hundreds + i")}][0]`;
}
