/** Who may import whom, for docs/contributing.md: the rules that `npm run structure` checks. */
import { createRequire } from "node:module";
import { code, table } from "./markdown";

interface Rule {
  readonly name: string;
  readonly to: { readonly pathNot?: string };
}

const { forbidden } = createRequire(__filename)("../../.dependency-cruiser.cjs") as {
  readonly forbidden: readonly Rule[];
};
const RULE = /^(.+)-imports-what-it-may$/;

/** Each folder with the folders and files of ours that it may import. */
export function borderTable(): string {
  const rows = forbidden.flatMap(({ name, to }) => {
    const folder = RULE.exec(name)?.[1];
    if (folder === undefined) return [];
    const [, alternatives = ""] = /^\^\((.*)\)$/.exec(to.pathNot ?? "") ?? [];
    const others = alternatives.split("|").filter((place) => place !== `${folder}/`);
    return [[code(`${folder}/`), others.map(code).join(", ") || "nothing of ours"]];
  });
  if (rows.length === 0) throw new Error("no rule of .dependency-cruiser.cjs says what a folder may import");
  return table(["folder", "may import, beside itself"], rows);
}
