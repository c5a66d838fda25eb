import {
  type ProjectPlaces,
  chosenClusters,
  chosenIdentity,
  describedIdentities,
  filesOf,
  readDescribed,
} from "../project";
import { rotatedOf } from "./described";
import { type Wish, nextOf } from "./next";
import { deployInWords } from "./words";

/**
 * What to change in a program that describes its clusters itself: nobody but its author can do that.
 * @throws UserError for a token that is not described
 */
export function inProgram(
  key: string,
  identity: string | undefined,
  wish: Wish,
  places: ProjectPlaces,
): string {
  const found = chosenIdentity(
    key,
    describedIdentities(chosenClusters(readDescribed(places), [key])),
    identity,
  );
  const { named, now } = rotatedOf(found);
  const next = nextOf(now, wish);
  const props = [
    ...(next.rotation === now.rotation ? [] : [`rotation: ${JSON.stringify(next.rotation)}`]),
    ...(next.keep === undefined ? [] : [`keep: ${JSON.stringify(next.keep).replaceAll(",", ", ")}`]),
  ].join(", ");
  if (props === "") return `No former secret of ${found.name} on ${key} is kept. Nothing was changed.`;
  const place = { cluster: key, called: `${key} ${found.name}`, files: filesOf(found) };
  return [
    `${places.config} has no context.proxmox, so the rotation stands in your program. Nothing was changed. Give ${found.token.construct} this, and deploy:`,
    `  ${props}`,
    `In a ProxmoxAccess that is \`token: { ${props} }\`.`,
    ...deployInWords(named, { now, next }, place),
  ].join("\n");
}
