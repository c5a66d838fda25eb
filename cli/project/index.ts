/** What a command reads of the user's project: `cdktf.json`, and what `cdktf synth` has written. */
export { chosenClusters } from "./chosen-clusters";
export { type NamedIdentity, chosenIdentity, identityName } from "./chosen-identity";
export { type DescribedIdentity, describedIdentities, filesOf } from "./described-tokens";
export { type Edit, checkConfiguration, editConfiguration } from "./edit-configuration";
export { knownClusters } from "./known-clusters";
export { CLUSTER, CONFIG, OUTPUT, clustersCommand, meant } from "./places";
export { readCluster } from "./read-cluster";
export { clustersIn, readConfigurationFile } from "./read-configuration";
export {
  type ProjectPlaces,
  type SynthesizedCluster,
  readDescribed,
  readSynthesized,
} from "./synthesized-stacks";
