/** The settings of one identity, each by itself: user, role, ACL, parameters and token. */
import * as z from "zod";
import {
  type Expires,
  aclPathFault,
  commentFault,
  emailFault,
  expiryFault,
  groupidFault,
  namedRoleidFault,
  nodeNameFault,
  normalizeAclPath,
  ownUseridFault,
  personNameFault,
  realmFault,
  roleidFault,
  rotateBeforeFault,
  rotationFault,
  tokenExpiryFault,
  tokenidFault,
  unknownWordFault,
  vnetFault,
  zoneFault,
} from "../../pve/names";
import { PROFILE_NAMES, type PrivilegeName, type ProfileName, allPrivileges } from "../../pve/privileges";

/** Text that a fault function accepts. */
export function text(fault: (value: string) => string | undefined) {
  return z.string().superRefine(issueOf(fault));
}

/** A fault function as zod takes it. */
export function issueOf<T>(fault: (value: T) => string | undefined) {
  return (value: T, context: z.RefinementCtx<T>): void => {
    const message = fault(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  };
}

/** Each place of a confined profile is a role of its own, which names all of them. */
const MOST_NAMES = 500;

/** One value or a list of them; comes out as a list. */
export function oneOrMore<T extends z.ZodType<string>>(item: T, what: string, empty: string) {
  const list = z
    .array(item)
    .min(1, `is empty; ${empty}`)
    .max(MOST_NAMES, `has more than the ${String(MOST_NAMES)} entries that it may have`);
  return z.union([item.transform((one) => [one]), list], { error: `must be ${what}, or a list of them` });
}

const privilege = text((name) => unknownWordFault("privilege of PVE", name, allPrivileges())).transform(
  (name) => name as PrivilegeName,
);
const profile = text((name) => unknownWordFault("profile", name, PROFILE_NAMES)).transform(
  (name) => name as ProfileName,
);
const expires = (fault: (expires: Expires) => string | undefined, what: string) =>
  z.union([z.string(), z.number()], { error: `must be ${what}` }).superRefine(issueOf(fault));
const word = z
  .union([z.string(), z.number()], { error: "must be a word or a number" })
  .transform(String)
  .pipe(text(rotationFault));

/** What every object of a cluster may say for itself; left out, the setting around it counts. */
export const ownership = {
  /** `true` takes over an object that exists and is not ours. */
  adopt: z.boolean().exactOptional(),
  /** What happens to it when it is described no longer, or destroyed; `automatic` when left out. */
  removalPolicy: z.enum(["automatic", "delete", "retain"]).exactOptional(),
};

/** `user` without its userid, whose default differs. What is left out stays in PVE as it is. */
export const user = {
  /** Instead of all others: the userid of a user that exists already. It is never changed; with privilege separation it is granted nothing. */
  existing: text(ownUseridFault).exactOptional(),
  /** Shown in PVE, followed by our mark. */
  comment: text(commentFault).exactOptional(),
  /** Its mail address; the empty one means none. */
  email: text(emailFault).exactOptional(),
  /** Its first name. */
  firstname: text(personNameFault).exactOptional(),
  /** Its last name. */
  lastname: text(personNameFault).exactOptional(),
  /** `false` refuses every login and token of the user. */
  enable: z.boolean().exactOptional(),
  /** ISO date or date-time, seconds since the epoch, or `never`. */
  expires: expires(expiryFault, "a date, seconds since the epoch, or never").exactOptional(),
  /** All the groups that it is in, by their groupids. */
  groups: z.array(text(groupidFault)).exactOptional(),
  ...ownership,
};

/** What the role holds: either `privileges`, or `profile` with `add` and `remove`. */
export const privileges = {
  /** Taken as written. */
  privileges: z.array(privilege).min(1, "is empty; leave it out for the default privileges").exactOptional(),
  /** Names of profiles, resolved for the node's version; `opentofu-vm` when left out. */
  profile: z
    .union(
      [
        profile.transform((name) => [name]),
        z.array(profile).min(1, "is empty; leave it out for the default one"),
      ],
      { error: "must be the name of a profile, or a list of names" },
    )
    .exactOptional(),
  /** Privileges beyond the profiles'. */
  add: z.array(privilege).exactOptional(),
  /** Privileges of the profiles to leave out. */
  remove: z.array(privilege).exactOptional(),
};

/** `token` without its tokenid. */
export const token = {
  /** `false` when left out: the token has its user's privileges. */
  privilegeSeparation: z.boolean().default(false),
  /** `90d` from the issue of its secret, ISO date or date-time, seconds since the epoch, or `never`; left out, it stays in PVE as it is. */
  expires: expires(
    tokenExpiryFault,
    "a term such as 90d, a date, seconds since the epoch, or never",
  ).exactOptional(),
  /** `14d`: a deploy in the last 14 days of the term in `expires` issues another secret; left out, none does. */
  rotateBefore: text(rotateBeforeFault).exactOptional(),
  /** Shown in PVE, followed by our mark; left out, it stays in PVE as it is. */
  comment: text(commentFault).exactOptional(),
  /** Another word gives the token a new secret; `1` when left out. */
  rotation: word.prefault("1"),
  /** Former rotations whose tokens live on; given, the rotation becomes part of the tokenid, but for `1`. */
  keep: z.array(word).exactOptional(),
  ...ownership,
};

export const userid = text(ownUseridFault);
export const roleid = text(roleidFault);
/** `role` of somebody else. */
export const existingRole = {
  /** Instead of all others: the roleid of a role that PVE has built in, or that exists already. It is never changed. */
  existing: text(namedRoleidFault).exactOptional(),
};
export const tokenid = text(tokenidFault);

const aclPath = text(aclPathFault).transform(normalizeAclPath);

/** One entry of `acl`. */
const entry = {
  /** Normalised; `/` when left out. */
  path: aclPath.default("/"),
  /** Whether it counts below the path too; `true` when left out. */
  propagate: z.boolean().default(true),
  /** Why it is granted there; for readers and for `ProxmoxAccessGuard`. */
  reason: text(commentFault).exactOptional(),
};

const entryWithSettings = z.strictObject(entry);

/** A path alone is an entry with its defaults. */
const entryOrPath = z.union(
  [aclPath.transform((path) => entryWithSettings.parse({ path })), entryWithSettings],
  { error: "must be a path, or { path, propagate, reason }" },
);

/** A name that, behind a prefix, is an ACL path. */
function below(prefix: string) {
  const name = text((value) => (value.trim() === "" ? "is empty" : aclPathFault(`${prefix}/${value}`)));
  return oneOrMore(name, "a name", "leave it out").exactOptional();
}

/** What confines a profile. */
const parameters = {
  /** For VMs and pools. */
  pool: below("/pool"),
  /** For disks and images. */
  storage: below("/storage"),
  /** `vmbr0`, or one VLAN of it: `vmbr0/20`. */
  bridge: below("/sdn/zones/localnetwork"),
  /** All VNets of an SDN zone. */
  zone: oneOrMore(text(zoneFault), "a zone", "leave it out").exactOptional(),
  /** One VNet with its SDN zone, `zone/vnet`, or one VLAN of it: `zone/vnet/20`. */
  vnet: oneOrMore(text(vnetFault), "a VNet with its zone", "leave it out").exactOptional(),
  /** For what is asked of a node itself. */
  node: oneOrMore(text(nodeNameFault), "a node's name", "leave it out").exactOptional(),
  /** Of profile `bootstrapper`: whose users it makes; `pve` when left out. */
  realm: oneOrMore(text(realmFault), "a realm", "leave it out").exactOptional(),
  /** Of profile `bootstrapper`: where it sets ACL entries; `/` when left out. */
  path: oneOrMore(text(aclPathFault), "an ACL path", "leave it out").exactOptional(),
};

/** The names of all parameters. */
export const PARAMETERS: readonly string[] = Object.keys(parameters);

/** Where the privileges go: either `acl` or `parameters`. */
export const places = {
  /** Where the one role counts; an entry may be a path alone. Empty: nothing is granted, and the token has what its user has already. */
  acl: z.array(entryOrPath).exactOptional(),
  /** What confines the profile, whose privileges go where they are needed. */
  parameters: z.strictObject(parameters).exactOptional(),
};
