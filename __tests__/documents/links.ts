import path from "node:path";

/** A link within the project. */
export interface Link {
  /** The document that has it. */
  readonly from: string;
  /** Where it leads, by its path in the project. */
  readonly file: string;
  /** The heading there; empty for the whole. */
  readonly anchor: string;
}

/** The links of a document that do not leave the project. */
export function linksOf(from: string, text: string): readonly Link[] {
  return [...withoutCode(text).matchAll(/\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)/g)].map(
    ([, target = "", anchor = ""]) => ({
      from,
      file: target === "" ? from : path.posix.join(path.posix.dirname(from), target),
      anchor,
    }),
  );
}

/** The anchors that GitHub and npm give to headings. */
export function anchorsOf(text: string): readonly string[] {
  return [...text.replaceAll(/^( *)```[^]*?^\1```$/gm, "").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** A link with words that are code stays one. */
function withoutCode(text: string): string {
  return text.replaceAll(/^( *)```[^]*?^\1```$/gm, "").replaceAll(/`[^`\n]*`/g, "");
}
