/** The public surface of the library. */
export type { OneOrMore, ProfileParameters, RemovalPolicy, SubjectSpec } from "../pve/spec";
export type { PrivilegeName, ProfileName, PveReleaseName } from "../pve/privileges";
export { ProxmoxAccess } from "./access";
export type { ProxmoxAccessProps } from "./access-props";
export { ProxmoxAccessGuard, type ProxmoxAccessGuardProps, type ProxmoxAccessRule } from "./access-guard";
export { ProxmoxAcl, type ProxmoxAclPath, type ProxmoxAclPlace, type ProxmoxAclProps } from "./acl";
export { ProxmoxApiToken } from "./api-token";
export type { ProxmoxApiTokenProps } from "./api-token-props";
export { ProxmoxBootstrapStack } from "./bootstrap-stack";
export { ProxmoxCluster, type ProxmoxClusterProps } from "./cluster";
export type {
  AccessConfiguration,
  AclConfiguration,
  BackendConfiguration,
  BackendValue,
  ClusterConfiguration,
  IdentityConfiguration,
  EnvConfiguration,
  GroupConfiguration,
  KubernetesConfiguration,
  ObjectConfiguration,
  OutputsConfiguration,
  ProxmoxConfiguration,
  RoleConfiguration,
  StateEncryptionConfiguration,
  TfvarsConfiguration,
  TokenConfiguration,
  UserConfiguration,
  EnvFlavor,
} from "../configuration";
export { ConfigurationError, loadConfiguration } from "../configuration";
export { EnvFile, type EnvFileProps } from "./env-file";
export type { IProxmoxRole, ProxmoxPlacedRole } from "./grantable";
export { ProxmoxGrants, type ProxmoxGrantsProps } from "./grants";
export { ProxmoxGroup, type ProxmoxGroupProps } from "./group";
export { KubernetesFile, type KubernetesFileEntry, type KubernetesFileProps } from "./kubernetes-file";
export type { ProxmoxObjectProps, ProxmoxOwnershipProps } from "./private/object-props";
export { ProxmoxRole, type ProxmoxRoleProps } from "./role";
export type { IProxmoxGroup, IProxmoxSubject, IProxmoxUser } from "./subject";
export { tellFaults } from "./tell-faults";
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
