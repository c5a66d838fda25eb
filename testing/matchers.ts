import type { PrivilegeName } from "../pve/privileges";
import { type Findings, privilegeFindings, roleFindings, tokenFindings } from "./findings";
import type { GrantPlace, TokenPlace } from "./grants";
import { summarizeAccess } from "./summary";
import { type StackOrJson, readStack } from "./synthesized";

export type { GrantPlace, TokenPlace } from "./grants";

/** What jest and vitest tell a matcher. */
export interface MatcherState {
  /** Whether it stands behind `.not`. */
  readonly isNot?: boolean | undefined;
}

/** What jest and vitest want of a matcher. */
export interface MatcherOutcome {
  /** Behind `.not` they take it the other way round. */
  readonly pass: boolean;
  /** Why it fails, with the summary of the stack. */
  readonly message: () => string;
}

/**
 * The matchers as `expect(stack)` has them, to be declared once in your tests:
 *
 * ```ts
 * declare module "expect" { interface Matchers<R> extends AccessMatchers<R> {} }       // jest, with "@jest/globals"
 * declare global { namespace jest { interface Matchers<R> extends AccessMatchers<R> {} } } // jest, with "@types/jest"
 * ```
 *
 * For vitest, whose versions differ, see the guide "Tests of a stack".
 *
 * A name that the stack does not know fails with and without `.not`, so that a misspelt one guards nothing in silence.
 */
export interface AccessMatchers<R> {
  /**
   * The subject has the role on the path by an ACL entry for exactly this path, on every cluster that is asked. Behind
   * `.not`: on none of them.
   */
  toGrantRole(roleid: string, place: GrantPlace): R;
  /**
   * The subject has the privilege on the path, by an entry there or the nearest one above that propagates, on every cluster
   * that is asked. Behind `.not`: on none of them. Where the stack cannot tell, it fails either way: for a profile without a
   * `pveVersion`, for a role that the stack grants and does not describe, and where it depends on a user or a group of others.
   */
  toGrantPrivilege(privilege: PrivilegeName, place: GrantPlace): R;
  /** The stack makes this API token, `user@realm!tokenid`, on every cluster that is asked. Behind `.not`: on none of them. */
  toIssueToken(fullTokenid: string, place?: TokenPlace): R;
}

/**
 * Matchers on what a stack will deploy, for `expect.extend(accessMatchers)` of jest and of vitest. Each takes a stack or its
 * synthesized JSON.
 */
export const accessMatchers = {
  /** See {@link AccessMatchers.toGrantRole}. */
  toGrantRole(this: MatcherState, received: StackOrJson, roleid: string, place: GrantPlace): MatcherOutcome {
    return outcome(this, received, roleFindings(readStack(received), roleid, place));
  },
  /** See {@link AccessMatchers.toGrantPrivilege}. */
  toGrantPrivilege(
    this: MatcherState,
    received: StackOrJson,
    privilege: PrivilegeName,
    place: GrantPlace,
  ): MatcherOutcome {
    return outcome(this, received, privilegeFindings(readStack(received), privilege, place));
  },
  /** See {@link AccessMatchers.toIssueToken}. */
  toIssueToken(
    this: MatcherState,
    received: StackOrJson,
    fullTokenid: string,
    place: TokenPlace = {},
  ): MatcherOutcome {
    return outcome(this, received, tokenFindings(readStack(received), fullTokenid, place));
  },
};

/** With `.not`, no cluster may grant it; without it, every one has to. A doubt fails both. */
function outcome(
  { isNot = false }: MatcherState,
  received: StackOrJson,
  { doubts, granted, lacking }: Findings,
): MatcherOutcome {
  const against = isNot ? granted.map((sentence) => `${sentence}, and was expected not to`) : lacking;
  const faults = [...against, ...doubts];
  return {
    pass: (faults.length === 0) !== isNot,
    message: () => `${faults.join(";\n")}.\n\nThe stack:\n${summarizeAccess(received)}`,
  };
}
