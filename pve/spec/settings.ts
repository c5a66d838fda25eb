import { type Identity, nameOf, parseName, splitName } from "./identity";
import type {
  GrantPlace,
  ObjectSpec,
  Ownership,
  PrivilegeSource,
  ProfileParameters,
  RoleSpec,
} from "./objects";

/**
 * A description of objects as the triggers of a Terraform resource: one readable key a setting, so that a plan shows
 * what changes and a privilege more is one line. The provisioner reads its own triggers back, so what the plan has
 * shown is what is done.
 *
 * ```
 * user opentofu@pve                                       present
 * user opentofu@pve email                                 ops@example.org
 * user opentofu@pve groups                                admins lab-team
 * group lab-team                                          present
 * role opentofu-role                                      present
 * role opentofu-role VM.Clone                             granted
 * acl /pool/lab opentofu-role user opentofu@pve           propagates
 * token opentofu@pve!opentofu-token                       has what its user has
 * token opentofu@pve!opentofu-token rotation              1
 * ```
 */
export type Settings = Readonly<Record<string, string>>;

const PRESENT = "present";
const PROPAGATES = "propagates";
const THERE_ONLY = "on this path only";
const SEPARATED = "privilege separation";
const AS_USER = "has what its user has";
const GRANTED = "granted";
const BY_NODE = "resolved for the node's PVE version";
const AT_SYNTH = "resolved for PVE ";
const ONLY = " only";

/** The setting that Terraform adds to a token's: the id of what stands for one issue of its secret. */
export const ISSUE = "issue";

/** The setting that Terraform adds to the one of a token that renews itself: when its rotation was planned first. */
export const SINCE = "since";

/** And this one: how many renewals the rotation has had since. */
export const RENEWED = "renewed";

/** Stands for an issue that is yet to be made: Terraform makes none that is called so. */
export const UNMADE = "0";

/** The setting that Terraform adds to a token's where the one who waits for its secret has not got it. */
export const LOST = "lost";

/** The issues of the tokens that are {@link LOST}. */
export function lostIssues(settings: Settings): readonly string[] {
  return Object.keys(settings)
    .filter((key) => key.startsWith("token ") && key.endsWith(` ${LOST}`))
    .flatMap((key) => settings[`${key.slice(0, -LOST.length)}${ISSUE}`] ?? []);
}

/** Settings without those of the objects of these names. */
export function withoutObjects<T>(
  settings: Readonly<Record<string, T>>,
  names: readonly string[],
): Readonly<Record<string, T>> {
  const isGone = (key: string) => names.some((name) => key === name || key.startsWith(`${name} `));
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !isGone(key)));
}

/** The settings of objects, sorted by their keys. */
export function encode(objects: readonly ObjectSpec[]): Settings {
  const entries = objects.flatMap((object) => {
    const name = nameOf(object);
    const own: Texts = { "": ownValue(object), ...ownershipOf(object), ...settingsOf(object) };
    return Object.entries(own).flatMap(([setting, value]) =>
      value === undefined ? [] : [[setting === "" ? name : `${name} ${setting}`, value] as const],
    );
  });
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The objects of settings, in the order of their names. @throws Error for what {@link encode} never gives */
export function decode(settings: Settings): readonly ObjectSpec[] {
  const byName = new Map<string, Record<string, string>>();
  for (const [key, value] of Object.entries(settings)) {
    const found = splitName(key);
    if (found === undefined) throw new Error(`${JSON.stringify(key)} is no setting of an object of PVE`);
    const own = byName.get(found.name) ?? {};
    own[found.rest.join(" ")] = value;
    byName.set(found.name, own);
  }
  return [...byName].map(([name, own]) => objectOf(parseName(name), own));
}

type Texts = Readonly<Record<string, string | undefined>>;

/** What stands at the object's bare name. */
function ownValue(object: ObjectSpec): string {
  if (object.kind === "acl") return object.propagate ? PROPAGATES : THERE_ONLY;
  if (object.kind === "token") return object.privsep ? SEPARATED : AS_USER;
  return PRESENT;
}

function ownershipOf({ adopt, removalPolicy = "automatic" }: Ownership): Texts {
  return {
    adopt: adopt === true ? "true" : undefined,
    removal_policy: removalPolicy === "automatic" ? undefined : removalPolicy,
  };
}

function settingsOf(object: ObjectSpec): Texts {
  switch (object.kind) {
    case "user": {
      const { comment, email, firstname, lastname, enable, expires, groups } = object;
      const texts = { comment, email, firstname, lastname, expires };
      return { ...texts, enable: enable?.toString(), groups: groups?.join(" ") };
    }
    case "group":
      return { comment: object.comment };
    case "role":
      return privilegeTexts(object.privileges);
    case "acl":
      return {};
    case "token": {
      const { comment, expires, rotateBefore, rotation, issue, since, renewed } = object;
      const known = { [ISSUE]: issue, [SINCE]: since, [RENEWED]: renewed };
      return { comment, expires, rotate_before: rotateBefore, rotation, ...known };
    }
  }
}

/** One key a privilege, and one a profile. */
function privilegeTexts(source: PrivilegeSource): Texts {
  if ("list" in source) {
    const { profiles = [], pveVersion = "" } = source.resolved ?? {};
    return {
      ...Object.fromEntries(profiles.map((profile) => [`profile ${profile}`, `${AT_SYNTH}${pveVersion}`])),
      ...Object.fromEntries(source.list.map((privilege) => [privilege, GRANTED])),
    };
  }
  return {
    ...Object.fromEntries(source.profiles.map((profile) => [`profile ${profile}`, BY_NODE])),
    ...Object.fromEntries(source.add.map((privilege) => [privilege, "added"])),
    ...Object.fromEntries(source.remove.map((privilege) => [privilege, "removed"])),
    ...("on" in source && { on: placeText(source.on, source.parameters) }),
  };
}

/** `/pool/lab (pool lab; storage local fast)`, and ` only` before the bracket when nothing below the path counts. */
function placeText({ path, propagate }: GrantPlace, parameters: ProfileParameters): string {
  const given = Object.entries(parameters as Readonly<Record<string, readonly string[]>>)
    .map(([name, values]) => [name, ...values].join(" "))
    .sort();
  return `${path}${propagate ? "" : ONLY}${given.length === 0 ? "" : ` (${given.join("; ")})`}`;
}

function objectOf(identity: Identity, own: Readonly<Record<string, string>>): ObjectSpec {
  const ownership: Ownership = {
    ...(own["adopt"] === "true" && { adopt: true }),
    ...(own["removal_policy"] !== undefined && {
      removalPolicy: own["removal_policy"] as NonNullable<Ownership["removalPolicy"]>,
    }),
  };
  switch (identity.kind) {
    case "user":
      return {
        ...identity,
        ...ownership,
        ...pick(own, "comment", "email", "firstname", "lastname", "expires"),
        ...(own["enable"] !== undefined && { enable: own["enable"] === "true" }),
        ...(own["groups"] !== undefined && {
          groups: own["groups"].split(" ").filter((name) => name !== ""),
        }),
      };
    case "group":
      return { ...identity, ...ownership, ...pick(own, "comment") };
    case "role":
      return { ...identity, ...ownership, privileges: privilegesOf(own) };
    case "acl":
      return { ...identity, ...ownership, propagate: own[""] === PROPAGATES };
    case "token":
      return {
        ...identity,
        ...ownership,
        ...pick(own, "comment", "expires", ISSUE, SINCE, RENEWED),
        ...(own["rotate_before"] !== undefined && { rotateBefore: own["rotate_before"] }),
        privsep: own[""] === SEPARATED,
        rotation: own["rotation"] ?? "",
      };
  }
}

function privilegesOf(own: Readonly<Record<string, string>>): RoleSpec["privileges"] {
  const having = (value: string) => Object.keys(own).filter((key) => own[key] === value);
  const profiles = Object.keys(own).flatMap((key) => /^profile (.+)$/.exec(key)?.[1] ?? []);
  const [first = ""] = profiles;
  const said = own[`profile ${first}`] ?? "";
  if (profiles.length === 0) return { list: having(GRANTED) };
  if (said.startsWith(AT_SYNTH))
    return { list: having(GRANTED), resolved: { profiles, pveVersion: said.slice(AT_SYNTH.length) } };
  const source = { profiles, add: having("added"), remove: having("removed") };
  const place = own["on"];
  return place === undefined ? source : { ...source, ...placeOf(place) };
}

function placeOf(text: string): { readonly on: GrantPlace; readonly parameters: ProfileParameters } {
  const [, path = "", only, given] = /^(\S+)( only)?(?: \((.*)\))?$/.exec(text) ?? [];
  const parameters = (given?.split("; ") ?? []).map((each) => {
    const [name = "", ...values] = each.split(" ");
    return [name, values] as const;
  });
  return { on: { path, propagate: only === undefined }, parameters: Object.fromEntries(parameters) };
}

function pick<K extends string>(own: Readonly<Record<string, string>>, ...names: readonly K[]) {
  const entries = names.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]] as const]));
  return Object.fromEntries(entries) as { readonly [name in K]?: string };
}
