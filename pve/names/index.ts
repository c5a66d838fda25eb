/** PVE's rules for names, and ours: what is wrong with a value, in words. Nothing here knows of a network or a file. */
export { aclPathFault, aclPathSince, isBelow, normalizeAclPath, pathsAbove } from "./acl-path";
export { clusterKeyFault, constructIdFault } from "./cluster-key";
export {
  type Address,
  addressOf,
  endpointFault,
  missingPort,
  normaliseEndpoint,
  prefixOf,
  tidyEndpoint,
} from "./endpoint";
export {
  DAY,
  LONGEST_TERM,
  type Expires,
  expiryFault,
  expiryText,
  isPast,
  isoTime,
  now,
  parseExpiry,
  termOf,
  tokenExpiryFault,
} from "./expiry";
export * from "./names";
export { nextRenewal, renewalFault, renewalPeriod, renewalsDue, rotateBeforeFault } from "./renewal";
export {
  fullTokenidFault,
  ownUseridFault,
  parseFullTokenid,
  realmFault,
  tokenidFault,
  useridFault,
} from "./userid";
export { LOCAL_NETWORK, vnetFault, zoneFault } from "./networks";
export * from "./variables";
export { asSentence, didYouMean, nearest, overLong, quote, someOf, wordsIn } from "./words";
