// Builds the page of `show --html`: its style and script, from cli/show/page, stand in it, and its policy names them by their
// hashes. The script is not minified, so that whoever gets such a page can read it.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

/** The page, whose element `review` is empty: the command puts there what it shows. */
export async function accessPage(root) {
  const folder = path.join(root, "cli/show/page");
  const read = (name) => readFileSync(path.join(folder, name), "utf8");
  const style = `\n${read("page.css")}`;
  const script = `\n${await bundled(path.join(folder, "main.ts"))}`;
  const inlined = [
    [`content="default-src 'none'"`, `content="${policyOf(style, script)}"`],
    ['<link rel="stylesheet" href="page.css" />', `<style>${style}</style>`],
    ['<script src="main.ts"></script>', `<script>${script}</script>`],
  ];
  return inlined.reduce((page, [reference, part]) => {
    if (!page.includes(reference)) throw new Error(`cli/show/page/page.html has no ${reference}`);
    return page.replace(reference, () => part);
  }, read("page.html"));
}

async function bundled(entry) {
  const options = { bundle: true, platform: "browser", format: "iife", target: "es2022", charset: "utf8" };
  const result = await build({ entryPoints: [entry], ...options, logLevel: "warning", write: false });
  return result.outputFiles[0].text;
}

function policyOf(style, script) {
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
