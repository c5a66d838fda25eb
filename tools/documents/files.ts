import { privilegesDocument } from "./privileges";
import { profileList } from "./profile-words";

/** The files that are made from the data, each from what it holds so far. */
export const DOCUMENTS: Readonly<Record<string, (read: () => string) => string>> = {
  "docs/privileges.md": privilegesDocument,
  "README.md": (read) => between(read(), "profiles", profileList()),
};

/** The text with another middle between `<!-- name -->` and `<!-- /name -->`. @throws Error without these marks */
function between(text: string, name: string, middle: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = text.split(start);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined) throw new Error(`there is no ${start} … ${end}`);
  return `${before}${start}\n${middle}\n${end}${after}`;
}
