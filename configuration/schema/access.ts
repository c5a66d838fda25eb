/** The settings of one identity, each by itself: user, role, ACL, parameters and token. */
import * as z from "zod";
import { type Expires, expiryFault } from "../../pve/names/expiry";
import {
  aclPathFault,
  commentFault,
  emailFault,
  nodeNameFault,
  normalizeAclPath,
  personNameFault,
  realmFault,
  roleidFault,
  tokenidFault,
  unknownWordFault,
  useridFault,
} from "../../pve/names/names";
import { allPrivileges } from "../../pve/privileges/resolve";
import { PROFILE_NAMES } from "../../pve/privileges/profiles";
import { lineFault } from "./values";

/** Text that a fault function accepts. */
export function text(fault: (value: string) => string | undefined) {
  return z.string().superRefine((value, context) => {
    const message = fault(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

/** One value or a list of them; comes out as a list. */
export function oneOrMore<T extends z.ZodType<string>>(item: T, what: string, empty: string) {
  return z.union([item.transform((one) => [one]), z.array(item).min(1, `is empty; ${empty}`)], {
    error: `must be ${what}, or a list of them`,
  });
}

export const ensure = z.enum(["present", "absent"]);
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

/** What every object of a cluster may say for itself; left out, the setting around it counts. */
export const ownership = {
  adopt: z.boolean().exactOptional(),
  removalPolicy: z.enum(["automatic", "delete", "retain"]).exactOptional(),
};

/** `user` without its userid, whose default differs. */
export const user = {
  comment: text(commentFault).exactOptional(),
  email: text(emailFault).exactOptional(),
  firstname: text(personNameFault).exactOptional(),
  lastname: text(personNameFault).exactOptional(),
  enable: z.boolean().exactOptional(),
  expires: expires.exactOptional(),
  ...ownership,
  ensure: ensure.exactOptional(),
};

/** What the role holds. */
export const privileges = {
  privileges: z.array(privilege).min(1, "is empty; leave it out for the default privileges").exactOptional(),
  profile: z
    .union(
      [
        profile.transform((name) => [name]),
        z.array(profile).min(1, "is empty; leave it out for the default one"),
      ],
      { error: "must be the name of a profile, or a list of names" },
    )
    .exactOptional(),
  add: z.array(privilege).exactOptional(),
  remove: z.array(privilege).exactOptional(),
};

/** `role` without its roleid and its privileges. */
export const role = { ...ownership, ensure: ensure.exactOptional() };

/** `token` without its tokenid. */
export const token = {
  privilegeSeparation: z.boolean().default(false),
  expires: expires.default("never"),
  comment: text(commentFault).exactOptional(),
  rotation: word.prefault("1"),
  keep: z.array(word).exactOptional(),
  ...ownership,
  ensure: ensure.exactOptional(),
};

export const userid = text(useridFault);
export const roleid = text(roleidFault);
export const tokenid = text(tokenidFault);

/** One entry of `acl`. */
export const acl = {
  path: text(aclPathFault).transform(normalizeAclPath).default("/"),
  propagate: z.boolean().default(true),
  reason: text(commentFault).exactOptional(),
};

/** A name that, behind a prefix, is an ACL path. */
function below(prefix: string) {
  const name = text((value) => (value.trim() === "" ? "is empty" : aclPathFault(`${prefix}/${value}`)));
  return oneOrMore(name, "a name", "leave it out").exactOptional();
}

/** `parameters`: what confines a profile. */
export const parameters = {
  pool: below("/pool"),
  storage: below("/storage"),
  bridge: below("/sdn/zones/localnetwork"),
  node: oneOrMore(text(nodeNameFault), "a node's name", "leave it out").exactOptional(),
  realm: oneOrMore(text(realmFault), "a realm", "leave it out").exactOptional(),
  path: oneOrMore(text(aclPathFault), "an ACL path", "leave it out").exactOptional(),
};

/** Where the privileges go: either `acl` or `parameters`. */
export const places = {
  acl: z
    .array(z.strictObject(acl))
    .min(1, "is empty; without an entry the token can do nothing")
    .exactOptional(),
  parameters: z.strictObject(parameters).exactOptional(),
};
