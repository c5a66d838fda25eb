/**
 * What a command checks and changes in `cdktf.json`. Whoever only reads it goes without: the configuration's rules are as much code as
 * all commands together.
 */
export { type Edit, checkConfiguration, editConfiguration } from "./edit-configuration";
export { readCluster } from "./read-cluster";
