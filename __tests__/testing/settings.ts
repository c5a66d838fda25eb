/** Values for the settings that stand at several places of a configuration, and for the props that are the same. */
import fc from "fast-check";
import type {
  IdentityConfiguration,
  KubernetesConfiguration,
  TfvarsConfiguration,
  TokenConfiguration,
  UserConfiguration,
} from "../../configuration";
import * as value from "./values";
import type { Others } from "./values";

export const privileges = {
  privileges: value.privileges,
  profile: value.profile,
  add: fc.constantFrom(["Pool.Audit"], ["Pool.Audit", "Sys.Audit"]),
  remove: fc.constantFrom(["VM.Clone"], ["VM.Audit", "VM.Clone"]),
};
export const places = {
  acl: fc.array(value.path, { minLength: 1, maxLength: 1 }).map(([path]) => [{ path }]),
  parameters: value.names.map((pool) => ({ pool })),
};
export const ownUser = {
  userid: value.userid,
  comment: value.comment,
  email: value.email,
  firstname: value.personName,
  lastname: value.personName,
  enable: fc.boolean(),
  expires: value.expires,
  groups: value.names,
  ...value.ownership,
};
export const user: Others<UserConfiguration> = { ...ownUser, existing: value.userid };
export const role: Others<IdentityConfiguration["role"], keyof typeof privileges> = {
  roleid: value.name,
  existing: value.name,
  ...value.ownership,
};
export const token: Others<TokenConfiguration> = {
  tokenid: value.name,
  privilegeSeparation: value.yes,
  expires: value.expires,
  comment: value.comment,
  rotateBefore: value.rotateBefore,
  rotation: value.word,
  keep: value.words,
  ...value.ownership,
};
export const tfvars: Others<TfvarsConfiguration, "splitShape" | "secret"> = {
  path: value.file,
  variable: value.name,
  shape: fc.constantFrom("object", "split"),
};
export const yaml: Others<KubernetesConfiguration> = { path: value.file, region: value.comment };
