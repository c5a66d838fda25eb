/** `context.proxmox` of cdktf.json: each setting by itself. What settings must be to each other is in `rules/`. */
import * as z from "zod";
import { endpointFault, nodeNameFault, sshUsernameFault, tidyEndpoint } from "../../pve/names";
import { type PveReleaseName, releaseFault } from "../../pve/privileges";
import {
  existingRole,
  issueOf,
  oneOrMore,
  ownership,
  places,
  privileges,
  roleid,
  text,
  token as tokenSettings,
  tokenid,
  user as userSettings,
  userid,
} from "./access";
import { backendConfig, backendType } from "./backend";
import { groupSchema, identitySchema } from "./identity";
import {
  fingerprintFault,
  lineFault,
  normaliseFingerprint,
  pathFault,
  tfvarsPathFault,
  variableFault,
} from "./values";

const user = {
  /** `name@realm`; `opentofu@pve` when left out. */
  userid: userid.exactOptional(),
  ...userSettings,
};

const role = {
  /** `opentofu-role` when left out. With `parameters`, what roleids begin with. */
  roleid: roleid.exactOptional(),
  ...existingRole,
  ...privileges,
  ...ownership,
};

const token = {
  /** `opentofu-token` when left out. */
  tokenid: tokenid.default("opentofu-token"),
  ...tokenSettings,
};

const cluster = {
  /** `https://host:8006`, and behind a reverse proxy its path, tidied. Of several, the first one that can be reached is used. */
  endpoint: oneOrMore(text(endpointFault).transform(tidyEndpoint), "an endpoint", "name at least one"),
  /** The PVE node's name; the cluster's key when left out. */
  nodeName: text(nodeNameFault).exactOptional(),
  /** The cluster's key when left out. */
  clusterName: text(lineFault).exactOptional(),
  /** `true` switches certificate verification off. */
  insecure: z.boolean().default(false),
  /** PEM file, relative to the project. */
  caFile: text(pathFault).exactOptional(),
  /** SHA-256, upper-case pairs with colons; with several endpoints those of all nodes, in any order. */
  fingerprint: oneOrMore(
    text(fingerprintFault).transform(normaliseFingerprint),
    "a fingerprint",
    "leave it out",
  ).exactOptional(),
  /** The SSH user of the downstream provider; `root` when left out. */
  sshUsername: text(sshUsernameFault).default("root"),
  /** Such as `8.4`: profiles are then resolved at synth. */
  pveVersion: z
    .union([z.string(), z.number()], { error: 'must be text, such as "9.2"' })
    .meta({ type: "string" }) // the number is taken for the sake of its own fault
    .superRefine(issueOf(releaseFault))
    .transform((release) => String(release) as PveReleaseName)
    .exactOptional(),
  /** `always` repairs on each deploy what was changed by hand; `on-change` when left out. */
  reconcile: z.enum(["on-change", "always"]).default("on-change"),
  /** For all objects of the cluster; `false` when left out. */
  adopt: z.boolean().default(false),
  /** For all objects of the cluster. */
  removalPolicy: ownership.removalPolicy,
  /** The user of the identity that the cluster itself describes: it describes one unless there are only named ones. */
  user: z.strictObject(user).prefault({}),
  /** What that identity may do. */
  role: z.strictObject(role).prefault({}),
  /** Where it may do that; `/`, propagating, when neither this nor `parameters` is given. */
  acl: places.acl,
  /** Instead of `acl`: what confines the profile, whose privileges go where they are needed. */
  parameters: places.parameters,
  /** What programs use that identity with. */
  token: z.strictObject(token).prefault({}),
  /** Groups of users by their groupids. */
  groups: z.record(z.string(), groupSchema).exactOptional(),
  /** Further identities by their names. */
  identities: z.record(z.string(), identitySchema).exactOptional(),
};

const tfvars = {
  /** Relative to the project, or absolute; `terraform.tfvars` when left out. */
  path: text(tfvarsPathFault).default("terraform.tfvars"),
  /** The variable that the file sets; `proxmox` when left out. */
  variable: text(variableFault).default("proxmox"),
  /** `split` when left out and the secrets go to a file, else `map`. */
  shape: z.enum(["map", "object", "split"]).exactOptional(),
  /** What `split` splits; `map` when left out. */
  splitShape: z.enum(["map", "object"]).default("map"),
  /** `file` keeps the tokens out of Terraform's state; `state` when left out. */
  secret: z.enum(["state", "file"]).default("state"),
};

const backend = {
  /** Such as `s3`. */
  type: backendType,
  /** The backend's arguments, without its login. */
  config: backendConfig,
};

const encryption = {
  /** The variable that holds the passphrase, given as `TF_VAR_<name>`; `state_passphrase` when left out. */
  passphraseVariable: text(variableFault).default("state_passphrase"),
  /** The variable of the passphrase that the state is encrypted with so far: one deploy encrypts it anew. */
  formerPassphraseVariable: text(variableFault).exactOptional(),
  /** `from-plain`: one deploy encrypts a state that is plain so far. `to-plain`: one deploy takes the encryption off. */
  migrate: z.enum(["from-plain", "to-plain"]).exactOptional(),
};

/** The one source of what can be configured. */
export const configurationSchema = z.strictObject({
  /** By key, at least one. */
  clusters: z
    .record(z.string(), z.strictObject(cluster))
    .refine((clusters) => Object.keys(clusters).length > 0, "is empty; describe at least one cluster"),
  /** The variables file of the downstream workspace. */
  tfvars: z.strictObject(tfvars).prefault({}),
  /** Any backend of Terraform; left out, the state stays in the project folder. */
  backend: z.strictObject(backend).exactOptional(),
  /** OpenTofu's encryption of state and plan; left out, they are not encrypted. */
  stateEncryption: z
    .union([z.boolean(), z.strictObject(encryption)], {
      error: "must be true, or an object such as { passphraseVariable }",
    })
    .exactOptional(),
});
