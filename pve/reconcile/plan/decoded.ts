import type { PveVersion } from "../../privileges";
import type { Verdict } from "./change";
import { inWords, shown } from "./words";

/** The first PVE that encodes `%` when it writes a text. */
const ENCODES = 8;

/**
 * Refuses texts that a node before PVE 8 would not keep. It writes `%` as it is and decodes `%41` whenever it reads, so `5%41x`
 * becomes `5Ax`. Encoding it for such a node does not help: every later write by anybody decodes it once more.
 */
export function refuseDecoded(verdict: Verdict, { major }: PveVersion, cluster: string): Verdict {
  if (major >= ENCODES || verdict === "keep" || !("change" in verdict)) return verdict;
  const { change } = verdict;
  if (!("settings" in change)) return verdict;
  const found = Object.entries(change.settings).find(
    ([, value]) => typeof value === "string" && /%[0-9a-f]{2}/i.test(value),
  );
  if (found === undefined) return verdict;
  const [name, value] = found;
  return {
    refusal:
      `${inWords(change.object)} on ${cluster}: PVE ${String(major)} cannot keep the ${name} ${shown(value)}, since it reads % and two hex ` +
      "digits as one other character. Write it without them.",
  };
}
