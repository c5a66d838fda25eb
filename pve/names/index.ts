/** PVE's rules for names, and ours: what is wrong with a value, in words. Nothing here knows of a network or a file. */
export { aclPathFault, isBelow, normalizeAclPath, pathsAbove } from "./acl-path";
export { clusterKeyFault, constructIdFault } from "./cluster-key";
export { type Address, addressOf, normaliseEndpoint } from "./endpoint";
export { type Expires, expiryFault, isPast, parseExpiry } from "./expiry";
export * from "./names";
export * from "./variables";
export { didYouMean, nearest, overLong, quote, someOf } from "./words";
