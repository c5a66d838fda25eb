import { readMark, withoutMark } from "../../pve/objects";
import type { Change } from "../../pve/reconcile";
import { foreignText } from "../../pve/wire";
import { named } from "./objects";
import type { Bare, PlannedChange } from "./planned-change";
import { changeInWords } from "./words";

/** Whose mark tells what is ours, and whether the user of a token has it. */
export interface Ours {
  readonly owner: string;
  readonly isOurs: (userid: string) => boolean;
}

/** A change of the engine, setting by setting. */
export function changesOf(change: Change, ours: Ours): readonly PlannedChange[] {
  const object = named(change.object);
  const isMissing =
    change.do === "issue-token" && change.there === undefined && ours.isOurs(change.object.userid);
  return settingsOf(change, ours.owner).map((bare) => {
    const { symbol, ...rest } = bare;
    return { symbol, object, ...rest, text: isMissing ? DELETED : changeInWords(object.kind, bare) };
  });
}

/** A token that is not there beside a user of ours: whether there was one, only a state tells. */
const DELETED =
  "created, if it is new in the description. If it was deployed, it was deleted by hand: set another `token.rotation`, and deploy.";

function settingsOf(change: Change, owner: string): readonly Bare[] {
  switch (change.do) {
    case "create-user":
    case "create-group":
      return [{ symbol: "+" }];
    case "create-role":
      return [{ symbol: "+", wanted: change.privileges }];
    case "update-role":
      return [
        ...beyond(change.privileges, change.held).map((setting) => ({ symbol: "+" as const, setting })),
        ...beyond(change.held, change.privileges).map((setting) => ({ symbol: "-" as const, setting })),
      ];
    case "update-user":
    case "update-group":
    case "update-token":
      return change.differences.map(({ name, there, wanted }) => ({
        symbol: "~",
        setting: name,
        ...(there !== undefined && { there }),
        wanted: name === "comment" ? comment(String(wanted), String(there), owner) : wanted,
      }));
    case "issue-token":
      return [change.there === undefined ? { symbol: "+" } : { symbol: "~", setting: "secret" }];
    case "grant": {
      const { there, object } = change;
      return there === undefined
        ? [{ symbol: "+" }]
        : [{ symbol: "~", setting: "propagate", there, wanted: object.propagate }];
    }
    case "retire":
      return [{ symbol: "-" }];
  }
}

function beyond(names: readonly string[], others: readonly string[]): readonly string[] {
  return names.filter((name) => !others.includes(name)).map(foreignText);
}

/** Where somebody has edited our mark away, only a deploy knows all that it will say. */
function comment(wanted: string, there: string, owner: string): string {
  if (readMark(there) !== undefined) return wanted;
  return `${withoutMark(wanted)} (cdktf-proxmox-access: ${owner}, …)`.trimStart();
}
