/** What travels between constructs and provisioner: the only module that both sides import. */
export * from "./objects";
export * from "./identity";
export * from "./settings";
export {
  type ClusterSpec,
  type OneOrMore,
  encodeCluster,
  endpointsOf,
  fingerprintsOf,
  isPinned,
  listOf,
  withEndpoints,
  withFingerprints,
} from "./cluster";
export * from "./description";
export * from "./request";
