// The licences of the packages that are bundled into the published files, which those licences ask us to pass on.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** One text with each package's name, version and licence, from the files that went into the bundles. */
export function thirdPartyLicenses(root, inputs) {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const texts = [...folders].sort().map((folder) => licenseOf(path.join(root, folder)));
  return `The files of this folder contain code of these packages.\n\n${[...new Set(texts)].join("\n")}`;
}

/** `node_modules/zod` of `node_modules/zod/v4/core.js`. */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const text = file === undefined ? "" : readFileSync(path.join(folder, file), "utf8").trim();
  const heading = `${name} ${version} (${license ?? "see its licence"})`;
  return `${heading}\n${"=".repeat(heading.length)}\n\n${text}\n`;
}
