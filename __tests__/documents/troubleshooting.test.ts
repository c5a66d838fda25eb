/** Every error says its own way out, or docs/troubleshooting.md says it. */
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../tools/toolchain/paths";
import { type ErrorText, errorTexts } from "./error-texts";

const PAGE = readFileSync(path.join(ROOT, "docs", "troubleshooting.md"), "utf8");
/** The words of errors that it explains. */
const explained = [...PAGE.matchAll(/\*\*(.+?)\*\*/g)].map(([, words = ""]) => words);

/** An imperative where a sentence or a clause begins, or what has to hold. */
const WAY_OUT =
  /(^|[.;:,!?)]\s|\n|\b(or|and|then|so) )(add|build|call|cancel|check|choose|compare|delete|deploy|describe|did you mean|end|get|give|grant|keep|leave|let|make|mend|move|name|put|remove|run|set|synthesize|take|try|unset|use|wait|write)\b|\b(must|has to|such as|see its)\b/i;
/** A text that says that something is so, and not a name or a part of HCL. */
const SENTENCE =
  /\b(is|are|was|has|have|had|can|can't|cannot|could|may|does|did|no|never|not|knows|expires|consists|looks|needs)\b/;

const texts = errorTexts().filter(({ text }) => isSentence(text));

function isSentence(text: string): boolean {
  const words = text.split(/[\s…]+/).filter((word) => /\w/.test(word));
  return words.length >= 4 && SENTENCE.test(text) && !text.includes("${") && !text.startsWith("#");
}

function saysItself({ text, parts }: ErrorText): boolean {
  return [text, ...parts].some((each) => WAY_OUT.test(each));
}

/** What is the same each time the error comes: its longest piece. */
function core(text: string): string {
  const pieces = text.split("…").map((piece) => piece.trim());
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest));
}

function areOf(words: string, text: string): boolean {
  return words.includes(core(text)) || core(text).includes(words);
}

test("every error says what to do next, or has its words in docs/troubleshooting.md", () => {
  expect(texts.length).toBeGreaterThan(120);
  const silent = texts.filter((text) => !saysItself(text));
  const missing = silent.filter(({ text }) => !explained.some((words) => areOf(words, text)));
  expect(missing.map(({ text, file }) => `${file}: ${text}`)).toEqual([]);
});

test("what docs/troubleshooting.md explains is still said", () => {
  const sources = ["cli", "configuration", "constructs", "files", "provisioner", "pve"].flatMap((wing) =>
    readdirSync(path.join(ROOT, wing), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) =>
        readFileSync(path.join(ROOT, wing, file), "utf8").replaceAll(/" \+\s*"|\\(?=["`])/g, ""),
      ),
  );
  const isSaid = (words: string) =>
    sources.some((source) => words.split("…").every((piece) => source.includes(piece)));
  expect(explained.length).toBeGreaterThan(60);
  expect(explained.filter((words) => !isSaid(words))).toEqual([]);
});
