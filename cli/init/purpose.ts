import { LOCAL_NETWORK, nearest } from "../../pve/names";
import { PROFILE_NAMES, findProfile, unusedParameters } from "../../pve/privileges";
import { UserError } from "../../pve/user-error";
import { type Choices } from "../terminal";
import type { Scopes } from "./facts";

/** What the access is for, as cdktf.json has it. */
export interface Purpose {
  readonly role: { readonly profile: string | readonly string[] };
  readonly parameters: Parameters;
}

/** What a profile is confined to; without a parameter its privileges count for all of the kind, where the profile needs them. */
export type Parameters = { readonly [Kind in keyof Scopes]?: readonly string[] };

/** What the flags say of it. */
export interface PurposeOptions extends Parameters {
  readonly profile?: readonly string[];
  readonly everywhere?: boolean;
}

/** The profile that is taken where nobody says otherwise. */
const [DEFAULT_PROFILE = ""] = PROFILE_NAMES;

const KINDS = ["pool", "storage", "bridge"] as const;

/** Below which path each kind is. */
const PLACES = { pool: "/pool", storage: "/storage", bridge: `/sdn/zones/${LOCAL_NETWORK}` } as const;

/** Whether a flag says where the profile is to count. */
export function saysWhere(options: PurposeOptions): boolean {
  return options.everywhere === true || KINDS.some((kind) => options[kind] !== undefined);
}

/**
 * The profile, and what it is confined to. Without a word it counts everywhere.
 * @throws UserError with every name that the cluster does not have
 */
export async function purposeOf(
  options: PurposeOptions,
  scopes: Scopes,
  choices: Choices | undefined,
): Promise<Purpose> {
  const profiles = options.profile ?? [(await choices?.choose(PURPOSE, PROFILE_CHOICES)) ?? DEFAULT_PROFILE];
  const [only] = profiles.length === 1 ? profiles : [];
  const role = { profile: only ?? profiles };
  if (saysWhere(options)) return { role, parameters: checked(given(options), scopes) };
  const parameters = choices === undefined ? {} : await askWhere(profiles, scopes, choices);
  return { role, parameters };
}

const PURPOSE = "What is the access for?";

const PROFILE_CHOICES = PROFILE_NAMES.map((name) => {
  return { value: name, name, description: findProfile(name).description };
});

/** Only what the profile asks rights on, and what the cluster has, is asked for. */
async function askWhere(profiles: readonly string[], scopes: Scopes, choices: Choices): Promise<Parameters> {
  const unused = unusedParameters({ profiles, add: [], remove: [] }, { pool: [], storage: [], bridge: [] });
  const kinds = KINDS.filter((kind) => !unused.includes(kind) && scopes[kind].names.length > 0);
  if (kinds.length === 0) return {};
  const isConfined = await choices.choose("Where?", [
    {
      value: false,
      name: "everywhere",
      description: "What could be confined is granted on /, for the whole cluster.",
    },
    { value: true, name: `in some ${inWords(kinds)} only`, description: "The next questions list them." },
  ]);
  if (!isConfined) return {};
  const chosen: [string, readonly string[]][] = [];
  for (const kind of kinds) {
    const names = await choices.chooseSeveral(`Which ${kind}s? (none: all)`, [...scopes[kind].names].sort());
    if (names.length > 0) chosen.push([kind, names]);
  }
  return Object.fromEntries(chosen);
}

/** `pools, storages and bridges` */
function inWords(kinds: readonly string[]): string {
  const [last = "", ...others] = kinds.map((kind) => `${kind}s`).reverse();
  return others.length === 0 ? last : `${others.reverse().join(", ")} and ${last}`;
}

function given(options: PurposeOptions): Parameters {
  return Object.fromEntries(KINDS.flatMap((kind) => (options[kind] ? [[kind, options[kind]]] : [])));
}

/** What the login may not see is left to the deploy, which looks it up too. */
function checked(parameters: Parameters, scopes: Scopes): Parameters {
  const faults = KINDS.flatMap((kind) => {
    const { names, shows } = scopes[kind];
    const missing = (parameters[kind] ?? []).filter((name) => {
      const listed = plain(kind, name);
      return !names.includes(listed) && shows(`${PLACES[kind]}/${listed}`);
    });
    return missing.map((name) => `--${kind} ${name}: the cluster has no such ${kind}${hint(name, names)}`);
  });
  if (faults.length > 0) throw new UserError(faults.join("\n"));
  return parameters;
}

/** A VLAN of a bridge, `vmbr0/20`, is nothing that a cluster lists. */
function plain(kind: string, name: string): string {
  return kind === "bridge" ? name.replace(/\/\d+$/, "") : name;
}

function hint(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  if (near !== undefined) return `; did you mean ${near}?`;
  return names.length === 0 ? "; there is none." : `, only ${[...names].sort().join(", ")}.`;
}
