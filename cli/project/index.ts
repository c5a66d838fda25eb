/** What a command reads of the user's project: `cdktf.json`, unchecked, and what `cdktf synth` has written. */
export { chosenClusters } from "./chosen-clusters";
export { type NamedIdentity, chosenIdentity, identityName } from "./chosen-identity";
export { type DescribedIdentity, describedIdentities, filesOf } from "./described-tokens";
export { knownClusters } from "./known-clusters";
export { CLUSTER, CONFIG, OUTPUT, clustersCommand, meant } from "./places";
export { type ConfigurationFile, clustersIn, contextIn, readConfigurationFile } from "./read-configuration";
export {
  type ProjectPlaces,
  type SynthesizedCluster,
  readDescribed,
  readSynthesized,
} from "./synthesized-stacks";
