import * as z from "zod";
import { nodeNameFault } from "../../pve/names/names";
import {
  acl,
  ensure,
  ownership,
  parameters,
  places,
  privileges,
  role as roleSettings,
  roleid,
  text,
  token as tokenSettings,
  tokenid,
  user as userSettings,
  userid,
} from "./access";
import { backendConfig, backendType } from "./backend";
import { IDENTITY_KEYS, identitySchema } from "./identity";
import {
  endpointFault,
  fingerprintFault,
  lineFault,
  normaliseFingerprint,
  pathFault,
  releaseFault,
  sshUsernameFault,
  tfvarsPathFault,
  variableFault,
} from "./values";

const user = { userid: userid.default("opentofu@pve"), ...userSettings };
const role = { roleid: roleid.default("opentofu-role"), ...privileges, ...roleSettings };
const token = { tokenid: tokenid.default("opentofu-token"), ...tokenSettings };

const cluster = {
  endpoint: text(endpointFault).transform((endpoint) => new URL(endpoint).origin),
  nodeName: text(nodeNameFault).exactOptional(),
  clusterName: text(lineFault).exactOptional(),
  insecure: z.boolean().default(false),
  caFile: text(pathFault).exactOptional(),
  fingerprint: text(fingerprintFault).transform(normaliseFingerprint).exactOptional(),
  sshUsername: text(sshUsernameFault).default("root"),
  pveVersion: text(releaseFault).exactOptional(),
  ensure: ensure.default("present"),
  reconcile: z.enum(["on-change", "always"]).default("on-change"),
  adopt: z.boolean().default(false),
  removalPolicy: ownership.removalPolicy,
  user: z.strictObject(user).prefault({}),
  role: z.strictObject(role).prefault({}),
  ...places,
  token: z.strictObject(token).prefault({}),
  identities: z.record(z.string(), identitySchema).exactOptional(),
};

const tfvars = {
  path: text(tfvarsPathFault).default("terraform.tfvars"),
  variable: text(variableFault).default("proxmox"),
  shape: z.enum(["map", "object", "split"]).exactOptional(),
  splitShape: z.enum(["map", "object"]).default("map"),
  secret: z.enum(["state", "file"]).default("state"),
};

const backend = { type: backendType, config: backendConfig };

const encryption = { passphraseVariable: text(variableFault).default("state_passphrase") };

const root = {
  clusters: z
    .record(z.string(), z.strictObject(cluster))
    .refine((clusters) => Object.keys(clusters).length > 0, "is empty; describe at least one cluster"),
  tfvars: z.strictObject(tfvars).prefault({}),
  backend: z.strictObject(backend).exactOptional(),
  stateEncryption: z
    .union([z.boolean(), z.strictObject(encryption)], { error: "must be true, or { passphraseVariable }" })
    .exactOptional(),
};

/** `context.proxmox` of cdktf.json: each setting by itself. What settings must be to each other is in config-conflicts. */
export const configurationSchema = z.strictObject(root);

/** The keys that exist at each place; `*` stands for the key of a cluster or the name of an identity, `[]` for an entry of a list. */
export const KEYS: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(root),
  "clusters.*": Object.keys(cluster),
  "clusters.*.user": Object.keys(user),
  "clusters.*.role": Object.keys(role),
  "clusters.*.acl.[]": Object.keys(acl),
  "clusters.*.parameters": Object.keys(parameters),
  "clusters.*.token": Object.keys(token),
  tfvars: Object.keys(tfvars),
  backend: Object.keys(backend),
  stateEncryption: Object.keys(encryption),
  ...Object.fromEntries(
    Object.entries(IDENTITY_KEYS).map(([place, keys]) => [
      ["clusters.*.identities.*", place].filter((part) => part !== "").join("."),
      keys,
    ]),
  ),
  "clusters.*.identities.*.acl.[]": Object.keys(acl),
  "clusters.*.identities.*.parameters": Object.keys(parameters),
};
