/** What a command reads of the user's project: `cdktf.json`, and what `cdktf synth` has written. */
export { chosenClusters } from "./chosen-clusters";
export { knownClusters } from "./known-clusters";
export { readCluster } from "./read-cluster";
export { readConfiguration } from "./read-configuration";
export { type SynthesizedCluster, readSynthesized } from "./synthesized-stacks";
