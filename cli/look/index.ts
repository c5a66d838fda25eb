/** A look at clusters with the engine of a deploy, without its last step: nothing is changed. */
export { type NamedObject, columnOf } from "./objects";
export type { Fault, FaultReason } from "./faults";
export { holdersOf } from "./holders";
export { type Found, type Look, lookAt } from "./look";
export { type LookingOptions, type Report, lookingCommand } from "./looking-command";
export { daysSince, daysUntil } from "./node";
export { type NodeAddress, nodesOf } from "./nodes";
export type { PlannedChange, Value } from "./planned-change";
export type { TokenState } from "./tokens";
export { type Visit, visitAll } from "./visit";
export { expiryTime } from "./words";
