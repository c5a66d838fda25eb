import { keptTokenid, parseFullTokenid } from "../../pve/names";
import { KEPT } from "../../pve/spec";
import type { DescribedIdentity } from "../project";
import type { Rotated } from "./next";
import type { Token } from "./words";

/** What the program says of its rotation, and its name without it. */
export function rotatedOf({ cluster: { settings }, token }: DescribedIdentity): {
  readonly named: Token;
  readonly now: Rotated;
} {
  const { rotation, fullTokenid, kept } = token;
  const { userid = "", tokenid = "" } = parseFullTokenid(fullTokenid) ?? {};
  if (settings[`token ${fullTokenid} rotation`] !== KEPT)
    return { named: { userid, tokenid }, now: { rotation, keep: undefined } };
  const end = keptTokenid("", rotation).length;
  const first = tokenid.slice(0, tokenid.length - end);
  const words = kept.map((full) => (parseFullTokenid(full)?.tokenid ?? "").slice(first.length + 1) || "1");
  return { named: { userid, tokenid: first }, now: { rotation, keep: words } };
}
