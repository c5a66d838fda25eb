/** The engine: observe → plan → apply. It answers every question about a cluster. */
export { type Before, type Claim } from "./claim";
export { type Examined, examine, refuseFaults } from "./examine";
export { type Seen, seen } from "./lookups/inventory";
export type { OpenSecret, SecretKeeper } from "./keeper";
export { findOrphans } from "./orphans";
export type { Change } from "./plan";
export { shown } from "./plan/words";
export { type Surroundings, reconcile } from "./reconcile";
export { type Removal, type Removed, staysUnseen } from "./remove";
export { type Outcome, removeAll } from "./remove-all";
export { missingRights, requiredRights, rightsFault } from "./rights";
export { changeInWords, shortName } from "./says";
export { findStrays } from "./strays";
