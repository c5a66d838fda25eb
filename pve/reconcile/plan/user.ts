import { type ObservedUser, described } from "../../objects";
import type { UserSpec } from "../../spec";
import type { Claim } from "../claim";
import type { Verdict } from "./change";
import { refuseExpired, wantedExpiry } from "./expiry";
import { planMarked } from "./marked";

/** What becomes of a user. */
export function planUser(spec: UserSpec, there: ObservedUser | undefined, claim: Claim): Verdict {
  const verdict = planMarked(spec, wantedOf(spec), there && settingsOf(there), claim);
  if (verdict === "keep" || "refusal" in verdict) return verdict;
  if ("create" in verdict) {
    const { groups, ...rest } = verdict.create;
    // A new user is in no group.
    const settings = described({ ...rest, groups: groups === "" ? undefined : groups });
    return (
      refuseExpired(spec, settings, claim.cluster) ?? {
        change: { do: "create-user", object: spec, settings },
      }
    );
  }
  return (
    refuseExpired(spec, verdict.update.settings, claim.cluster) ?? {
      change: { do: "update-user", object: spec, ...verdict.update },
    }
  );
}

function wantedOf({ email, firstname, lastname, enable, expires, groups }: UserSpec) {
  return {
    email,
    firstname,
    lastname,
    enable,
    expire: wantedExpiry(expires),
    groups: groups && list(groups),
  };
}

function settingsOf({ settings, groups }: ObservedUser) {
  return { ...settings, groups: list(groups) };
}

/** As PVE takes it. */
function list(groups: readonly string[]): string {
  return [...groups].sort().join(",");
}
