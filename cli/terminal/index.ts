/** What all commands have in common: where they write, how they ask, how they end. */
export type { Choice, Choices } from "./choices";
export { acting } from "./acting";
export { aligned } from "./aligned";
export { CALL, withExamples } from "./examples";
export { type Beside, printBeside } from "./beside";
export { EXIT, type Exit, type Outcome, exitOf, worst } from "./exit";
export { type Output, type SafeOutput, type Style, fail, harmless, messageOf } from "./output";
export type { Prompts, Question } from "./prompts";
export {
  type AskingSurroundings,
  type DecidingSurroundings,
  PROCESS,
  type Surroundings,
  goOnUnread,
  refuseDebugOutput,
} from "./surroundings";
