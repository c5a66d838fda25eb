/** The exit codes of a command that compares, as `terraform plan -detailed-exitcode` has them. */
export const EXIT = { asDescribed: 0, failed: 1, differs: 2 } as const;

export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of several clusters: what could not be looked at weighs most. */
export function worst(exits: readonly Exit[]): Exit {
  return [EXIT.failed, EXIT.differs].find((exit) => exits.includes(exit)) ?? EXIT.asDescribed;
}

/** What came of a cluster, as documents have it: `differs` if something is to be done, `failed` if it could not be looked at. */
export type Outcome = "as-described" | "differs" | "failed";

/** The exit code of several clusters. */
export function exitOf(outcomes: readonly Outcome[]): Exit {
  return worst(outcomes.map((outcome) => EXITS[outcome]));
}

const EXITS = { "as-described": EXIT.asDescribed, differs: EXIT.differs, failed: EXIT.failed } as const;
