import { readMark, withoutMark } from "../../pve/objects";
import type { Change } from "../../pve/reconcile";
import { KEPT, type TokenSpec } from "../../pve/spec";
import { foreignText } from "../../pve/wire";
import { named } from "./objects";
import type { Bare, PlannedChange } from "./planned-change";
import { changeInWords } from "./words";

/** What tells what is ours. */
export interface Ours {
  /** Whose mark it is. */
  readonly owner: string;
  /** Whether a user has that mark. */
  readonly isOurs: (userid: string) => boolean;
  /** Whether a file of a deploy holds a secret of a token. */
  readonly isWritten: (token: Pick<TokenSpec, "userid" | "tokenid">) => boolean;
}

/** A change of the engine, setting by setting. */
export function changesOf(change: Change, ours: Ours): readonly PlannedChange[] {
  const object = named(change.object);
  const missing = change.do === "issue-token" && change.there === undefined ? change.object : undefined;
  return settingsOf(change, ours.owner).map((bare) => {
    const { symbol, ...rest } = bare;
    return {
      symbol,
      object,
      ...rest,
      text: (missing && missingInWords(missing, ours)) ?? changeInWords(object.kind, bare),
    };
  });
}

/** A token that is not there: whether there was one, a file tells, or else a state only. */
function missingInWords(token: TokenSpec, { isOurs, isWritten }: Ours): string | undefined {
  if (isWritten(token)) return "created, once it has another `token.rotation`";
  if (!isOurs(token.userid)) return undefined;
  const former = token.rotation === KEPT ? "if it is a former rotation, take it out of `keep`, else " : "";
  return `created, if it is new in the description. If it was deployed, it was deleted by hand: ${former}set another \`token.rotation\`, and deploy.`;
}

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
