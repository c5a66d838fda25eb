import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { shellQuote } from "../../files/shell-word";
import { readSetting } from "../../pve/names";
import { loginAdvice } from "../../pve/wire";
import { clustersIn, readConfigurationFile } from "../project";
import { hasLogin } from "./log-in";
import type { Place } from "./place";
import { PROGRAM_IMPORT, PROGRAM_LINES } from "./thin-project";

/** What was written, and for whom. */
interface Written {
  readonly place: Place;
  readonly key: string;
  /** As the user names them. */
  readonly files: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** What was done and what is next, line by line. */
export function nextSteps(written: Written): string {
  const { place, key, files } = written;
  const { configuration } = place;
  const lines =
    configuration === undefined
      ? [`Written: ${files.join(", ")}`]
      : [`Cluster ${key} is in ${configuration} now.`, ...beforehand(configuration, place)];
  return [...lines, "Next:", ...commands(written).map((line) => `  ${line}`), ""].join("\n");
}

function commands({ place: { folder }, key, environment }: Written): readonly string[] {
  // A deploy logs in more than once, and a code works once.
  const lasts = hasLogin(key, environment) && readSetting(environment, "TOTP", key) === undefined;
  const login = lasts ? "" : `${loginAdvice(key).replaceAll("`", "")} && `;
  return [
    ...(folder === "." ? [] : [`cd ${shellQuote(folder)}`]),
    ...(existsSync(join(folder, "node_modules")) ? [] : ["npm install"]),
    `${login}${binary(environment)}npx cdktf deploy`,
  ];
}

/** cdktf runs `terraform`, unless it is told otherwise. */
function binary({ PATH = "", TERRAFORM_BINARY_NAME: told = "" }: NodeJS.ProcessEnv): string {
  const folders = PATH.split(delimiter).filter((folder) => folder !== "");
  const has = (program: string): boolean => folders.some((folder) => existsSync(join(folder, program)));
  return told === "" && !has("terraform") && has("tofu") ? "TERRAFORM_BINARY_NAME=tofu " : "";
}

/** What is left to the user in a project that was there. */
function beforehand(configuration: string, { isOurs }: Place): readonly string[] {
  const clusters = Object.entries(clustersIn(readConfigurationFile(configuration).context));
  const examples = clusters.filter(([, cluster]) => isExample(cluster)).map(([key]) => key);
  const program = [PROGRAM_IMPORT, ...PROGRAM_LINES].map((line) => `  ${line}`);
  return [
    ...(isOurs ? [] : ["If the program of this project does not read it yet, add to it:", ...program]),
    ...(examples.length === 0
      ? []
      : [
          `Take the examples out of it (${examples.join(", ")}): a deploy looks for every cluster that it describes.`,
        ]),
  ];
}

/** Domains that nobody has (RFC 2606). */
function isExample(cluster: unknown): boolean {
  const { endpoint } = (cluster ?? {}) as { readonly endpoint?: unknown };
  return [endpoint].flat().some((one) => {
    if (typeof one !== "string" || !URL.canParse(one)) return false;
    return /(^|\.)example(\.(org|com|net))?$/.test(new URL(one).hostname);
  });
}
