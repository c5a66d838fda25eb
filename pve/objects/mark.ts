import { isoTime } from "../names";

/**
 * The mark at the end of a comment by which PVE itself tells whose a user or a token is. It is visible on PVE's web
 * page, and it lets a run whose Terraform state was lost be finished from any machine.
 */
export interface Mark {
  /** `<stack>/<cluster key>` */
  readonly owner: string;
  /** The id of the Terraform state; two states of one description know each other apart by it. */
  readonly state: string;
  /** Of a token: which issue its secret is from. */
  readonly issue?: string;
  /** Of a token that expires some time after its issue: when that was, in seconds since the epoch. */
  readonly since?: number;
  /** The object was there before us and was taken over with `adopt: true`; destroy retains it. */
  readonly adopted: boolean;
}

const MARK =
  /(?:^| )\(cdktf-proxmox-access: ([^\s,()]+), (\d+)(?:, issue (\d+)(?: of (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ))?)?(, adopted)?\)\s*$/;

/** The comment that PVE gets: the text of the user, then the mark. */
export function withMark(text: string, { owner, state, issue, since, adopted }: Mark): string {
  const parts = [
    owner,
    state,
    ...(issue === undefined ? [] : [`issue ${issue}${since === undefined ? "" : ` of ${isoTime(since)}`}`]),
    ...(adopted ? ["adopted"] : []),
  ];
  const written = `(cdktf-proxmox-access: ${parts.join(", ")})`;
  return text === "" ? written : `${text} ${written}`;
}

/** The mark that a comment ends with; undefined if it has none. */
export function readMark(comment: string): Mark | undefined {
  const [, owner, state, issue, moment, adopted] = MARK.exec(comment) ?? [];
  if (owner === undefined || state === undefined) return undefined;
  const since = Date.parse(moment ?? "") / 1000;
  return {
    owner,
    state,
    ...(issue !== undefined && { issue }),
    ...(!Number.isNaN(since) && { since }),
    adopted: adopted !== undefined,
  };
}

/** A comment without the mark at its end. */
export function withoutMark(comment: string): string {
  return comment.replace(MARK, "");
}
