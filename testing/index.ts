/** What tests of a stack use: a summary for inline snapshots, and matchers for jest and vitest. */
export type { PrivilegeName } from "../pve/privileges";
export {
  type AccessMatchers,
  type GrantPlace,
  type MatcherOutcome,
  type MatcherState,
  type TokenPlace,
  accessMatchers,
} from "./matchers";
export { summarizeAccess } from "./summary";
export type { StackOrJson } from "./synthesized";
