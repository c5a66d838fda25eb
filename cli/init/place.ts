import { existsSync, lstatSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../pve/user-error";
import { checkConfiguration, editConfiguration } from "../cdktf-json";
import { clustersIn, readConfigurationFile } from "../project";
import { CALL } from "../terminal";
import { PROJECT_FILES, thinProject } from "./thin-project";

/** The folder that a project is, or is to be, in. */
export interface Place {
  /** As the user names it. */
  readonly folder: string;
  /** Its cdktf.json as the user names it, where there is one: the cluster is added to that. */
  readonly configuration: string | undefined;
  /** Whether a cdktf.json describes something for this library already. */
  readonly isOurs: boolean;
}

/**
 * Looks at the folder before anything is asked.
 * @param key of the new cluster, where it is known already
 * @throws UserError with everything that is in the way
 */
export function lookAtPlace(folder: string, key: string | undefined): Place {
  const file = join(folder, "cdktf.json");
  if (!existsSync(file)) {
    refuseObstacles(folder);
    return { folder, configuration: undefined, isOurs: true };
  }
  const { context } = readConfigurationFile(file);
  if (key !== undefined) refuseTaken(key, context, file);
  return { folder, configuration: file, isOurs: context !== undefined };
}

function refuseTaken(key: string, context: unknown, file: string): void {
  if (!Object.hasOwn(clustersIn(context), key)) return;
  throw new UserError(
    `${file} describes a cluster ${key} already. Edit it there, or give this one another key: ${CALL} init <key>.`,
  );
}

function refuseObstacles(folder: string): void {
  const obstacles = PROJECT_FILES.filter((name) => isThere(join(folder, name)));
  if (obstacles.length === 0) return;
  throw new UserError(
    `In the way: ${obstacles.map((name) => join(folder, name)).join(", ")}. A project needs these names for itself: move them away, or ` +
      "name another folder with --folder. If this is a project of cdktf already, its cdktf.json is missing.",
  );
}

/**
 * Writes the project, or adds the cluster to the one that is there. Nothing is overwritten, and if something fails on the way,
 * nothing is left behind; Ctrl-C waits meanwhile.
 * @returns the files, as the user names them
 * @throws UserError when a file cannot be written, and for what the configuration would be refused for
 */
export function writeProject(
  { folder, configuration }: Place,
  key: string,
  cluster: object,
): readonly string[] {
  const wait = (): void => undefined;
  process.on("SIGINT", wait);
  try {
    if (configuration === undefined) {
      const files = thinProject(key, cluster);
      checkConfiguration("cdktf.json", files["cdktf.json"]);
      return writeFiles(folder, files);
    }
    // It is read again: the user may have edited it meanwhile.
    const { text, context } = readConfigurationFile(configuration);
    refuseTaken(key, context, configuration);
    editConfiguration(configuration, text, [{ path: ["clusters", key], value: cluster }]);
    return [configuration];
  } finally {
    process.off("SIGINT", wait);
  }
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
  const written: string[] = [];
  let made: string | undefined;
  try {
    made = mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      const file = join(folder, name);
      // Made empty at first: from then on it is ours, and is taken away again.
      writeFileSync(file, "", { flag: "wx" });
      written.push(file);
      writeFileSync(file, text);
    }
  } catch (error) {
    for (const file of written) rmSync(file);
    if (made !== undefined) rmSync(made, { recursive: true });
    throw new UserError(`The project cannot be written: ${String(error)}. Nothing was left behind.`, {
      cause: error,
    });
  }
  return written;
}

/** Whether anything lies there, a link that leads nowhere too. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
