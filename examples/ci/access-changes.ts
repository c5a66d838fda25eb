/** Prints in Markdown what changes in what is granted: npx tsx ci/access-changes.ts <base>/cdktf.out cdktf.out */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { summariesOf } from "./summaries";

/** What fits into a comment of GitHub, beside what `diff` says. */
const LIMIT = 45_000;

const FENCE = "```";

const [base = "", head = ""] = process.argv.slice(2);
if (head === "") throw new Error("Name two folders: the cdktf.out of the base, and that of the change.");
process.stdout.write(report(existsSync(base) ? summariesOf(base) : undefined, summariesOf(head)));

function report(before: ReadonlyMap<string, string> | undefined, after: ReadonlyMap<string, string>): string {
  const stacks = [...new Set([...(before?.keys() ?? []), ...after.keys()])].sort();
  const sides = stacks.map((stack) => ({
    stack,
    old: before?.get(stack) ?? "",
    new: after.get(stack) ?? "",
  }));
  const changed = sides.filter((side) => side.old !== side.new);
  const text = [
    "### What this changes in the access to Proxmox VE",
    ...(before === undefined ? ["The base could not be synthesized, so all of it counts as new."] : []),
    ...(changed.length === 0 ? ["Nothing."] : []),
    ...changed.map((side) => `**${side.stack}**\n\n${block("diff", changedLines(side.old, side.new))}`),
  ].join("\n\n");
  const whole = `${text}\n\n${changed.map(sideBySide).join("\n\n")}`;
  if (whole.length <= LIMIT) return `${whole.trimEnd()}\n`;
  return text.length <= LIMIT
    ? `${text}\n`
    : `${text.slice(0, LIMIT)}\n…\n${FENCE}\n\nThe rest is too long for a comment.\n`;
}

/** Lines with + and -, below those that they belong to. */
function changedLines(before: string, after: string): string {
  const all = diffOf(before, after);
  const depth = (line = "") => line.slice(1).search(/\S/);
  return all
    .filter((line, index) => {
      if (!line.startsWith(" ")) return true;
      const end = all.findIndex((other, at) => at > index && depth(other) <= depth(line));
      return all.slice(index + 1, end < 0 ? undefined : end).some((below) => !below.startsWith(" "));
    })
    .join("\n");
}

/** All lines, as `git diff` marks them. */
function diffOf(before: string, after: string): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "access-"));
  try {
    const files = [before, after].map((text, index) => {
      const file = path.join(folder, String(index));
      writeFileSync(file, text === "" ? "" : `${text}\n`);
      return file;
    });
    const options = ["--no-index", "--no-color", "--no-ext-diff", "--unified=1000000"];
    const { stdout } = spawnSync("git", ["diff", ...options, "--", ...files], { encoding: "utf8" });
    return stdout
      .replace(/^[^]*?^@@.*\n/m, "")
      .trimEnd()
      .split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sideBySide(side: { readonly stack: string; readonly old: string; readonly new: string }): string {
  const cell = (text: string) => `<td valign="top"><pre>${escaped(text)}</pre></td>`;
  return [
    `<details><summary>All of ${escaped(side.stack)}, before and after</summary>`,
    `<table><tr><th>before</th><th>after</th></tr><tr>${cell(side.old)}${cell(side.new)}</tr></table>`,
    "</details>",
  ].join("\n");
}

function block(language: string, text: string): string {
  return `${FENCE}${language}\n${text}\n${FENCE}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
