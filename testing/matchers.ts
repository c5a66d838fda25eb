import { type GrantPlace, faultOfRole, faultOfPrivilege, faultOfToken } from "./grants";
import { type StackOrJson, readStack } from "./synthesized";
import { summarizeAccess } from "./summary";

export type { GrantPlace } from "./grants";

/** What jest and vitest want of a matcher. */
export interface MatcherOutcome {
  /** Whether the stack does it. */
  readonly pass: boolean;
  /** Why not, or that it does, with the summary of the stack. */
  readonly message: () => string;
}

/**
 * The matchers as `expect(stack)` has them, to be declared once in your tests:
 *
 * ```ts
 * declare module "expect" { interface Matchers<R> extends AccessMatchers<R> {} }       // jest, with "@jest/globals"
 * declare global { namespace jest { interface Matchers<R> extends AccessMatchers<R> {} } } // jest, with @types/jest
 * ```
 *
 * For vitest, whose versions differ, see the guide "Tests of a stack".
 */
export interface AccessMatchers<R> {
  /** The subject has the role on the path by an ACL entry for exactly this path. */
  toGrantRole(roleid: string, place: GrantPlace): R;
  /** The subject has the privilege on the path, by an entry there or the nearest one above that propagates. */
  toGrantPrivilege(privilege: string, place: GrantPlace): R;
  /** The stack makes this API token, `user@realm!tokenid`. */
  toIssueToken(fullTokenid: string): R;
}

/**
 * Matchers on what a stack will deploy, for `expect.extend(accessMatchers)` of jest and of vitest. Each takes a stack or its
 * synthesized JSON.
 */
export const accessMatchers = {
  /** See {@link AccessMatchers.toGrantRole}. */
  toGrantRole: (received: StackOrJson, roleid: string, place: GrantPlace): MatcherOutcome =>
    outcome(received, `grant role ${roleid}`, faultOfRole(readStack(received), roleid, place)),
  /** See {@link AccessMatchers.toGrantPrivilege}. */
  toGrantPrivilege: (received: StackOrJson, privilege: string, place: GrantPlace): MatcherOutcome =>
    outcome(received, `grant ${privilege}`, faultOfPrivilege(readStack(received), privilege, place)),
  /** See {@link AccessMatchers.toIssueToken}. */
  toIssueToken: (received: StackOrJson, fullTokenid: string): MatcherOutcome =>
    outcome(received, `issue ${fullTokenid}`, faultOfToken(readStack(received), fullTokenid)),
};

function outcome(received: StackOrJson, deed: string, fault: string | undefined): MatcherOutcome {
  const verdict = fault ?? `the stack does ${deed}, and was expected not to`;
  return {
    pass: fault === undefined,
    message: () => `${verdict}.\n\nThe stack:\n${summarizeAccess(received)}`,
  };
}
