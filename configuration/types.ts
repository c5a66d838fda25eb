/** The configuration as the stack gets it. Every type is inferred from the schema, whose comments it keeps. */
import type { BackendValue } from "./backend-value";
import type { settingsOf } from "./defaults";

/** `context.proxmox` of cdktf.json, checked, with its defaults. @interface */
export type ProxmoxConfiguration = NonNullable<ReturnType<typeof settingsOf>["configuration"]>;

/** `clusters.<key>` @interface */
export type ClusterConfiguration = ProxmoxConfiguration["clusters"][string];

/** `clusters.<key>.identities.<name>` @interface */
export type IdentityConfiguration = NonNullable<ClusterConfiguration["identities"]>[string];

/** Who gets which rights: one identity on one cluster. @interface */
export type AccessConfiguration = Omit<IdentityConfiguration, "outputs">;

/** `clusters.<key>.user` @interface */
export type UserConfiguration = AccessConfiguration["user"];

/** `clusters.<key>.groups.<groupid>`: without a `role`, it is granted nothing. @interface */
export type GroupConfiguration = NonNullable<ClusterConfiguration["groups"]>[string];

/** `clusters.<key>.role`: either `privileges`, or `profile` with `add` and `remove`. @interface */
export type RoleConfiguration = AccessConfiguration["role"];

/** One entry of `clusters.<key>.acl` @interface */
export type AclConfiguration = NonNullable<AccessConfiguration["acl"]>[number];

/** `clusters.<key>.token` @interface */
export type TokenConfiguration = AccessConfiguration["token"];

/** What an object may say for itself; left out, its cluster's setting counts. @interface */
export type ObjectConfiguration = Pick<AccessConfiguration, "adopt" | "removalPolicy">;

/** What is written for an identity. @interface */
export type OutputsConfiguration = IdentityConfiguration["outputs"];

/** A file of environment variables. @interface */
export type EnvConfiguration = NonNullable<OutputsConfiguration["env"]>;

/** A file for Kubernetes; clusters whose identities name the same file share it. @interface */
export type KubernetesConfiguration = NonNullable<OutputsConfiguration["csi"]>;

/** `tfvars` @interface */
export type TfvarsConfiguration = ProxmoxConfiguration["tfvars"];

/** `backend`: any backend of Terraform. @interface */
export type BackendConfiguration = NonNullable<ProxmoxConfiguration["backend"]>;

/** `stateEncryption`: OpenTofu's encryption of state and plan. @interface */
export type StateEncryptionConfiguration = NonNullable<ProxmoxConfiguration["stateEncryption"]>;

export type { BackendValue };
