import { isPast, parseExpiry } from "../../names";
import type { Settings } from "../../objects";
import type { TokenSpec, UserSpec } from "../../spec";
import type { Verdict } from "./change";
import { inWords } from "./words";

/** As PVE's `expire` takes it; undefined where it is not described. */
export function wantedExpiry(expires: string | undefined): number | undefined {
  return expires === undefined ? undefined : parseExpiry(expires);
}

/**
 * Refuses to give a user or a token an expiry that is over: it could never be used. What has expired already is no concern of a
 * plan that leaves it so.
 * @param written the settings that PVE would get
 */
export function refuseExpired(
  object: UserSpec | TokenSpec,
  written: Settings,
  cluster: string,
): Verdict | undefined {
  const { expire } = written;
  if (typeof expire !== "number" || !isPast(expire)) return undefined;
  const when = String(object.expires);
  return {
    refusal: `${inWords(object)} on ${cluster} is to expire at ${when}, which is over: PVE would refuse it at once. Set a later \`expires\`, or never.`,
  };
}
