/**
 * The mark at the end of a comment by which PVE itself tells whose a user or a token is. It is visible on PVE's web
 * page, and it lets a run whose Terraform state was lost be finished from any machine.
 */
export interface Mark {
  /** `<stack>/<cluster key>` */
  readonly owner: string;
  /** The object was there before us and was taken over with `adopt: true`; destroy retains it. */
  readonly adopted: boolean;
}

const START = "(cdktf-proxmox-access: ";
const ADOPTED = ", adopted";

/** The comment that PVE gets: the text of the user, then the mark. */
export function withMark(text: string, mark: Mark): string {
  const written = `${START}${mark.owner}${mark.adopted ? ADOPTED : ""})`;
  return text === "" ? written : `${text} ${written}`;
}

/** The mark that a comment ends with; undefined if it has none. */
export function readMark(comment: string): Mark | undefined {
  const end = comment.trimEnd();
  const start = end.lastIndexOf(START);
  if (start < 0 || !end.endsWith(")")) return undefined;
  const inside = end.slice(start + START.length, -1);
  const adopted = inside.endsWith(ADOPTED);
  const owner = adopted ? inside.slice(0, -ADOPTED.length) : inside;
  return { owner, adopted };
}

/** Whether we made the object with this comment, so that destroy may delete it. */
export function isMadeBy(owner: string, comment: string): boolean {
  const mark = readMark(comment);
  return mark !== undefined && mark.owner === owner && !mark.adopted;
}
