/** The public surface of the library. */
export type {
  AclSpec,
  Grant,
  GrantPlace,
  PlacedSource,
  PrivilegeSource,
  ProfileParameters,
  ProfileSource,
  RemovalPolicy,
  ResolvedFrom,
  SubjectSpec,
} from "../pve/spec";
export { ProxmoxAccess, type ProxmoxAccessProps } from "./access";
export { ProxmoxAccessGuard, type ProxmoxAccessGuardProps, type ProxmoxAccessRule } from "./access-guard";
export { ProxmoxAcl, type ProxmoxAclPath, type ProxmoxAclProps } from "./acl";
export { ProxmoxApiToken, type ProxmoxApiTokenProps } from "./api-token";
export type { BackendProps } from "./backend";
export { ProxmoxBootstrapStack } from "./bootstrap-stack";
export type { ProxmoxCluster } from "./cluster";
export {
  type AccessConfiguration,
  type AclConfiguration,
  type BackendConfiguration,
  type BackendValue,
  type ClusterConfiguration,
  ConfigurationError,
  type EnvConfiguration,
  type EnvFlavor,
  type IdentityConfiguration,
  type KubernetesConfiguration,
  type ObjectConfiguration,
  type OutputsConfiguration,
  type ProxmoxConfiguration,
  type RoleConfiguration,
  type StateEncryptionConfiguration,
  type TfvarsConfiguration,
  type TokenConfiguration,
  type UserConfiguration,
  loadConfiguration,
} from "../configuration";
export { EnvFile, type EnvFileProps } from "./env-file";
export { ProxmoxGrants, type ProxmoxGrantsProps, type ProxmoxProfileParameters } from "./grants";
export { KubernetesFile, type KubernetesFileEntry, type KubernetesFileProps } from "./kubernetes-file";
export { ProxmoxProof, type ProxmoxProofProps } from "./proof";
export type { ProxmoxObjectProps } from "./private/pve-object";
export { ProxmoxRole, type ProxmoxRoleProps } from "./role";
export type { StateEncryptionProps } from "./private/state-encryption";
export { type IProxmoxSubject, type ProxmoxAclSubject, ProxmoxGroup } from "./subject";
export {
  TerraformTfvars,
  type TerraformTfvarsAccess,
  type TerraformTfvarsCluster,
  type TerraformTfvarsEntry,
  type TerraformTfvarsNames,
  type TerraformTfvarsProps,
  type TfvarsShape,
} from "./tfvars";
export { TokenFile, type TokenFileProps } from "./token-file";
export { ProxmoxUser, type ProxmoxUserProps } from "./user";
