import { type Mark, readMark, withMark } from "../objects/mark";
import { type Difference, type Observed, type Settings, changes, differences } from "../objects/settings";

/** All that a decision depends on. */
export interface Situation {
  /** The settings that the description asks for; a comment still without our mark. */
  readonly wanted: Settings;
  /** What PVE has under that identity; undefined = nothing. */
  readonly observed: Observed | undefined;
  /** How we know our own: users and tokens by the mark in their comment, roles and ACL entries by their content. */
  readonly knownBy: "mark" | "content";
  /** `<stack>/<cluster key>` */
  readonly owner: string;
  /** `true` takes over what exists and is not ours. */
  readonly adopt: boolean;
  /** A claim has accepted the object before: what differs is then drift of our own object. */
  readonly claimed: boolean;
}

/** What has to be done; `settings` are the parameters to send, comment with mark. */
export type Decision =
  | { readonly action: "create"; readonly settings: Settings }
  | { readonly action: "keep" }
  | { readonly action: "update"; readonly settings: Settings }
  | { readonly action: "refuse"; readonly why: Refusal; readonly differences: readonly Difference[] };

/** Why an object is not touched. */
export type Refusal = "built-in" | "other-owner" | "not-ours";

/**
 * Compares what is wanted with what is there. It is pure; "same" and "differs" are about the settings.
 *
 * | known by | there                 | adopt | claimed | → |
 * |----------|-----------------------|-------|---------|---|
 * | any      | nothing               | any   | any     | create, with our mark |
 * | content  | built-in role         | any   | any     | refuse: built-in |
 * | content  | same                  | any   | any     | keep |
 * | content  | differs               | yes   | any     | update |
 * | content  | differs               | no    | yes     | update (drift) |
 * | content  | differs               | no    | no      | refuse: not ours |
 * | mark     | our mark, same        | any   | any     | keep |
 * | mark     | our mark, differs     | any   | any     | update; "adopted" stays in the mark |
 * | mark     | mark of another owner | no    | any     | refuse: other owner |
 * | mark     | mark of another owner | yes   | any     | update, with our mark "adopted" |
 * | mark     | no mark               | yes   | any     | update, with our mark "adopted" |
 * | mark     | no mark               | no    | yes     | update, with our mark (drift) |
 * | mark     | no mark               | no    | no      | refuse: not ours |
 */
export function decide(situation: Situation): Decision {
  const { observed, knownBy } = situation;
  if (observed === undefined) return { action: "create", settings: marked(situation, false) };
  if (observed.builtIn === true) return { action: "refuse", why: "built-in", differences: [] };
  return knownBy === "mark" ? byMark(situation, observed) : byContent(situation, observed);
}

function byContent({ wanted, adopt, claimed }: Situation, observed: Observed): Decision {
  const found = differences(wanted, observed.settings);
  if (found.length === 0) return { action: "keep" };
  if (adopt || claimed) return { action: "update", settings: changes(found) };
  return { action: "refuse", why: "not-ours", differences: found };
}

function byMark(situation: Situation, observed: Observed): Decision {
  const mark = readMark(String(observed.settings["comment"] ?? ""));
  const why = refusal(situation, mark);
  if (why !== undefined) {
    return { action: "refuse", why, differences: differences(situation.wanted, observed.settings) };
  }
  const ours = mark?.owner === situation.owner;
  const wanted = marked(situation, ours ? mark.adopted : situation.adopt);
  const found = differences(wanted, observed.settings);
  return found.length === 0 ? { action: "keep" } : { action: "update", settings: changes(found) };
}

function refusal({ owner, adopt, claimed }: Situation, mark: Mark | undefined): Refusal | undefined {
  if (adopt || mark?.owner === owner) return undefined;
  if (mark !== undefined) return "other-owner";
  return claimed ? undefined : "not-ours";
}

function marked({ wanted, knownBy, owner }: Situation, adopted: boolean): Settings {
  if (knownBy === "content") return wanted;
  return { ...wanted, comment: withMark(String(wanted["comment"] ?? ""), { owner, adopted }) };
}
