// The licences of the packages that are bundled into the published files, which those licences ask us to pass on.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** One text with each package's name, version, copyright and licence, from the files that went into the bundles. */
export function thirdPartyLicenses(root, inputs) {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const byTerms = new Map();
  for (const folder of [...folders].sort()) {
    const { heading, copyright, terms } = licenseOf(path.join(root, folder));
    const key = terms.toLowerCase().replace(/[^a-z]+/g, " ");
    const { holders, ...shared } = byTerms.get(key) ?? { terms, holders: new Set() };
    byTerms.set(key, { ...shared, holders: holders.add([heading, ...copyright].join("\n  ")) });
  }
  const texts = [...byTerms.values()].map(({ terms, holders }) => [...holders, "", terms, ""].join("\n"));
  return `The files of this folder contain code of these packages.\n\n${texts.join(`${"=".repeat(80)}\n\n`)}`;
}

/** `node_modules/zod` of `node_modules/zod/v4/core.js`. */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

/** Packages under the same terms differ in whose they are. */
function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const lines = file === undefined ? [] : readFileSync(path.join(folder, file), "utf8").trim().split("\n");
  const isCopyright = (line) => /^\s*(copyright|\(c\))\s/i.test(line);
  return {
    heading: `${name} ${version} (${license ?? "see its licence"})`,
    copyright: lines.filter(isCopyright).map((line) => line.trim()),
    terms: lines
      .filter((line) => !isCopyright(line))
      .join("\n")
      .trim(),
  };
}
