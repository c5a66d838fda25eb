import * as z from "zod";
import { type Expires, expiryFault } from "../pve/expiry";
import {
  aclPathFault,
  commentFault,
  emailFault,
  nodeNameFault,
  normalizeAclPath,
  personNameFault,
  roleidFault,
  tokenidFault,
  unknownWordFault,
  useridFault,
} from "../pve/names";
import { allPrivileges } from "../pve/privileges";
import { PROFILE_NAMES } from "../pve/profiles";
import { backendConfig, backendType } from "./config-backend";
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
} from "./config-values";

/** Text that a fault function accepts. */
function text(fault: (value: string) => string | undefined) {
  return z.string().superRefine((value, context) => {
    const message = fault(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

const ensure = z.enum(["present", "absent"]);
const privilege = text((name) => unknownWordFault("privilege of PVE", name, allPrivileges()));
const profile = text((name) => unknownWordFault("profile", name, PROFILE_NAMES));
const expires = z
  .union([z.string(), z.number()], { error: "must be a date, seconds since the epoch, or never" })
  .superRefine((value: Expires, context) => {
    const message = expiryFault(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
const word = z
  .union([z.string(), z.number()], { error: "must be a word or a number" })
  .transform(String)
  .pipe(text(lineFault));

/** What every object of a cluster may say for itself; left out, the cluster's own setting counts. */
const ownership = {
  adopt: z.boolean().exactOptional(),
  removalPolicy: z.enum(["automatic", "delete", "retain"]).exactOptional(),
};

const user = {
  userid: text(useridFault).default("opentofu@pve"),
  comment: text(commentFault).exactOptional(),
  email: text(emailFault).exactOptional(),
  firstname: text(personNameFault).exactOptional(),
  lastname: text(personNameFault).exactOptional(),
  enable: z.boolean().exactOptional(),
  expires: expires.exactOptional(),
  ...ownership,
  ensure: ensure.exactOptional(),
};

const role = {
  roleid: text(roleidFault).default("opentofu-role"),
  privileges: z.array(privilege).min(1, "is empty; leave it out for the default privileges").exactOptional(),
  profile: z
    .union(
      [
        profile.transform((name) => [name]),
        z.array(profile).min(1, "is empty; leave it out for the default one"),
      ],
      {
        error: "must be the name of a profile, or a list of names",
      },
    )
    .exactOptional(),
  add: z.array(privilege).exactOptional(),
  remove: z.array(privilege).exactOptional(),
  ...ownership,
  ensure: ensure.exactOptional(),
};

const acl = {
  path: text(aclPathFault).transform(normalizeAclPath).default("/"),
  propagate: z.boolean().default(true),
  reason: text(commentFault).exactOptional(),
};

const token = {
  tokenid: text(tokenidFault).default("opentofu-token"),
  privilegeSeparation: z.boolean().default(false),
  expires: expires.default("never"),
  comment: text(commentFault).exactOptional(),
  rotation: word.prefault("1"),
  keep: z.array(word).exactOptional(),
  ...ownership,
  ensure: ensure.exactOptional(),
};

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
  acl: z
    .array(z.strictObject(acl))
    .min(1, "is empty; without an entry the token can do nothing")
    .prefault([{}]),
  token: z.strictObject(token).prefault({}),
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

/** The keys that exist at each place; `*` stands for a cluster's key, `[]` for an entry of a list. */
export const KEYS: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(root),
  "clusters.*": Object.keys(cluster),
  "clusters.*.user": Object.keys(user),
  "clusters.*.role": Object.keys(role),
  "clusters.*.acl.[]": Object.keys(acl),
  "clusters.*.token": Object.keys(token),
  tfvars: Object.keys(tfvars),
  backend: Object.keys(backend),
  stateEncryption: Object.keys(encryption),
};
