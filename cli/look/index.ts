/** A look at clusters with the engine of a deploy, without its last step: nothing is changed. */
export { type NamedObject, columnOf } from "./objects";
export type { Fault, FaultReason } from "./faults";
export { holdersOf } from "./holders";
export { type Look, lookAt } from "./look";
export { type NodeState, daysUntil } from "./node";
export type { PlannedChange, Value } from "./planned-change";
export type { TokenState } from "./tokens";
export { type Visit, visitAll } from "./visit";
export { isoTime } from "./words";
