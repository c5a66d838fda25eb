import { statSync } from "node:fs";
import { dirname } from "node:path";
import { prepareOwnFile } from "../files/own-file";
import { refuseWithoutRoom } from "../files/room";
import type { DescribedFile } from "../pve/spec";

/** What Terraform writes beside the state, and its providers, the run folder and the files of a large stack. */
const MARGIN_BYTES = 16 * 2 ** 20;
/** The new state, the backup of the former one, and `errored.tfstate` where neither could be written. */
const STATES = 3;

/**
 * Before anything is changed: that there is room for what a deploy writes, and that its files can be written where they belong.
 *
 * @param stateFiles relative to the working directory
 * @throws PlaceError that names what stands in the way
 */
export function makeReady(stateFiles: readonly string[], files: readonly DescribedFile[]): void {
  const places = [...stateFiles, ...files.map(({ place }) => place)];
  refuseWithoutRoom([".", ...places.map((place) => dirname(place))], roomFor(stateFiles));
  for (const { place, path } of files) prepareOwnFile(place, process.cwd(), path);
}

function roomFor(stateFiles: readonly string[]): number {
  const sizes = stateFiles.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  return MARGIN_BYTES + STATES * Math.max(0, ...sizes);
}
