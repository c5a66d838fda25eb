/** `context.proxmox` of cdktf.json: checked, typed and with its defaults. */
export { ConfigurationError } from "./error";
export { type EnvFlavor, FLAVORS, flavorsFault } from "./flavors";
export { type Group, type Identity, groupsOf, identitiesOf } from "./identities";
export { settingsJsonSchema } from "./json-schema";
export { jsonPath } from "./rules/fault";
export { loadConfiguration } from "./load";
export type {
  AccessConfiguration,
  AclConfiguration,
  BackendConfiguration,
  BackendValue,
  ClusterConfiguration,
  EnvConfiguration,
  GroupConfiguration,
  IdentityConfiguration,
  KubernetesConfiguration,
  ObjectConfiguration,
  OutputsConfiguration,
  ProxmoxConfiguration,
  RoleConfiguration,
  StateEncryptionConfiguration,
  TfvarsConfiguration,
  TokenConfiguration,
  UserConfiguration,
} from "./types";
