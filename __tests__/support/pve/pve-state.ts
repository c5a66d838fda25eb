import type { Simulator } from "../../../simulator";

/** A look without the numbers in our marks, which name a state and an issue: what two states, or two issues, leave alike. */
export function unnumbered(look: ReturnType<typeof beyondFresh>): unknown {
  return JSON.parse(JSON.stringify(look).replace(/\b\d{12,}\b/g, "#")) as unknown;
}

/** What is in PVE beyond a fresh installation, by identity and without secrets, so that two looks can be compared. */
export function beyondFresh(simulator: Simulator) {
  const { users, roles, tokens, acl } = simulator.snapshot();
  return {
    users: Object.fromEntries(users.map(({ userid, ...settings }) => [userid, settings])),
    roles: Object.fromEntries(roles.map(({ roleid, privileges }) => [roleid, privileges])),
    tokens: Object.fromEntries(
      tokens.map(({ fullTokenid, privsep, expire, comment }) => [fullTokenid, { privsep, expire, comment }]),
    ),
    acl: acl
      .map(
        ({ path, roleid, type, ugid, propagate }) =>
          `${path} ${roleid} ${type} ${ugid} ${propagate ? "1" : "0"}`,
      )
      .sort(),
  };
}
