/** The objects of PVE that a stack describes, read from the triggers by which a plan shows them. */
import type { AclSpec, PrivilegeSource, RoleSpec, SubjectSpec, TokenSpec, UserSpec } from "../pve/spec";

/** A text for each name; Terraform's escapes are taken out. */
export type Texts = Readonly<Record<string, string>>;

/** An object as the stack shows it: what identifies it, and its settings. */
export interface Shown {
  readonly kind: string;
  readonly identity: Texts;
  readonly settings: Texts;
}

/** When it ends: as it was written; `never` when nothing was. */
interface Expiring {
  readonly expires: string;
}

/** A user. */
export type ShownUser = Omit<UserSpec, "expire"> & Expiring;

/** A role. */
export type ShownRole = RoleSpec;

/** An ACL entry. */
export type ShownAcl = Omit<AclSpec, "privileges">;

/** An API token. */
export type ShownToken = Omit<TokenSpec, "comment" | "expire"> & Expiring;

/** Any of them. */
export type ShownObject = ShownUser | ShownRole | ShownAcl | ShownToken;

/** @throws Error for a kind that no construct of ours makes */
export function readObject({ kind, identity, settings }: Shown): ShownObject {
  const of = (texts: Texts, name: string) => texts[name] ?? "";
  switch (kind) {
    case "user":
      return {
        kind,
        userid: of(identity, "userid"),
        comment: of(settings, "comment"),
        email: of(settings, "email"),
        firstname: of(settings, "firstname"),
        lastname: of(settings, "lastname"),
        enable: settings["enable"] !== "false",
        expires: of(settings, "expires"),
      };
    case "role":
      return { kind, roleid: of(identity, "roleid"), privileges: readPrivileges(settings) };
    case "acl":
      return {
        kind,
        path: of(identity, "path"),
        roleid: of(identity, "roleid"),
        subject: { type: of(identity, "subject_type") as SubjectSpec["type"], ugid: of(identity, "ugid") },
        propagate: settings["propagate"] === "true",
      };
    case "token":
      return {
        kind,
        userid: of(identity, "userid"),
        tokenid: of(identity, "tokenid"),
        privsep: settings["privilege_separation"] === "true",
        expires: of(settings, "expires"),
      };
    default:
      throw new Error(`The stack has an object of kind ${kind}, which this release does not know.`);
  }
}

/** One trigger a privilege: its name, and what it is there for. */
function readPrivileges(settings: Texts): PrivilegeSource {
  const named = (word: string) => Object.keys(settings).filter((name) => settings[name] === word);
  const profiles = Object.keys(settings).flatMap((name) => /^profile (.+)$/.exec(name)?.[1] ?? []);
  const granted = named("granted");
  // Profiles that were resolved at synth stand beside what they came to.
  if (granted.length > 0 || profiles.length === 0) return { list: granted };
  return { profiles, add: named("added"), remove: named("removed") };
}
