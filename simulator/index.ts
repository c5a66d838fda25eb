/** The simulator's public surface. */
export { startSimulator } from "./simulator";
export { newTotpSecret } from "./access/totp";
export { FRESH } from "./state/inventory";
export { PVE_RELEASES } from "./releases";
export type { PveRelease } from "./releases";
export type { Certificate, CertificateOptions } from "./http/certificate";
export type { LockError } from "./cluster";
export type { Fault, FaultMatch, FaultPlan, FaultPoint, RawReply } from "./faults";
export type { Inventory } from "./state/inventory";
export type {
  NewRealm,
  NewUser,
  RecordedRequest,
  Simulator,
  SimulatorOptions,
  SimulatorState,
} from "./options";
