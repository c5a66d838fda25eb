/** The public surface of the library. */
export { ProxmoxAccess, type ProxmoxAccessProps } from "./access";
export { ProxmoxAcl, type ProxmoxAclPath, type ProxmoxAclProps, type ProxmoxAclSubject } from "./acl";
export { ProxmoxApiToken, type ProxmoxApiTokenProps } from "./api-token";
export type { BackendProps } from "./backend";
export { ProxmoxBootstrapStack } from "./bootstrap-stack";
export type { ProxmoxCluster } from "./cluster";
export type { ProxmoxConfiguration } from "./config";
export { ConfigurationError } from "./config-faults";
export { EnvFile, type EnvFileProps } from "./env-file";
export type { EnvFlavor } from "./env-text";
export { ProxmoxGrants, type ProxmoxGrantsProps, type ProxmoxProfileParameters } from "./grants";
export { KubernetesFile, type KubernetesFileEntry, type KubernetesFileProps } from "./kubernetes-file";
export { loadConfiguration } from "./load-config";
export { ProxmoxProof, type ProxmoxProofProps } from "./proof";
export type { ProxmoxObjectProps } from "./pve-object";
export { ProxmoxRole, type ProxmoxRoleProps } from "./role";
export type { StateEncryptionProps } from "./state-encryption";
export {
  TerraformTfvars,
  type TerraformTfvarsEntry,
  type TerraformTfvarsProps,
  type TfvarsShape,
} from "./tfvars";
export { TokenFile, type TokenFileProps } from "./token-file";
export { ProxmoxUser, type ProxmoxUserProps } from "./user";
