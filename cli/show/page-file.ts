import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { prepareOwnFile } from "../../files/own-file";
import { openBesideOthers } from "../../files/private-file";
import { UserError } from "../../pve/user-error";
import type { AccessReview } from "./json";

/** Where `--html` writes if it names no file. */
export const DEFAULT_PAGE = "access.html";

/** How each of our pages begins; a file that begins otherwise is never overwritten. */
const HEADER = "<!doctype html>\n<!-- Written by cdktf-proxmox-access show:";

/** The element that holds the review. */
const REVIEW = '<script type="application/json" id="review">';

/** The value of `--html`. Another ending would be a cluster's key, which belongs before the option. */
export function htmlFile(value: string): string {
  if (/.\.html$/.test(value)) return value;
  throw new InvalidArgumentError(
    `Write a file that ends with .html, or the cluster first: show ${value} --html.`,
  );
}

/**
 * Makes sure that the page may be written there, before a cluster is asked.
 * @throws PlaceError for a file that is not ours; UserError if there is no such folder
 */
export function preparePage(file: string): void {
  const folder = dirname(resolve(file));
  if (!existsSync(folder))
    throw new UserError(`There is no folder ${folder}. Make it, or write the page elsewhere.`);
  prepareOwnFile(file, process.cwd(), file, HEADER);
}

/**
 * Writes a review as one page for a browser. It holds no secret, but says who can do what, which only its owner should hand on: it is 0600.
 * Everything is in it: no network is needed, and its policy allows none.
 */
export function writePage(file: string, review: AccessReview): void {
  const pending = openBesideOthers(file);
  try {
    pending.commit(pageOf(review));
  } finally {
    pending.discard();
  }
}

/** The page with a review in it. */
export function pageOf(review: AccessReview): string {
  const [before = "", after = ""] = readFileSync(templateFile(), "utf8").split(REVIEW);
  return `${before}${REVIEW}${inScript(review)}${after}`;
}

/** JSON that stays inside its element, whatever its texts are, and on one line. */
function inScript(review: AccessReview): string {
  return JSON.stringify(review).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** It lies beside this code in the published package, and in `dist/` of the source tree. */
function templateFile(): string {
  const places = [join(__dirname, "access-page.html"), join(__dirname, "../../dist/access-page.html")];
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw new Error("The page is not built: run `npm run build` in the folder of cdktf-proxmox-access.");
  return found;
}
