import { UserError } from "../../pve/user-error";
import {
  type DescribedIdentity,
  chosenClusters,
  chosenIdentity,
  describedIdentities,
  filesOf,
} from "../project";
import { readSynthesized } from "../project";
import { rotatedOf } from "./described";
import { type Wish, nextOf } from "./next";
import { deployInWords } from "./words";

/** Which token is meant, and where it is looked for. */
export interface Asked {
  readonly key: string;
  readonly identity: string | undefined;
  readonly config: string;
  readonly output: string;
}

/**
 * What to change in a program that describes its clusters itself: nobody but its author can do that.
 * @throws UserError for a token that is not described
 */
export function inProgram({ key, identity, config, output }: Asked, wish: Wish): string {
  const found = chosenIdentity(key, all(key, config, output), identity);
  const { named, now } = rotatedOf(found);
  const next = nextOf(now, wish);
  const props = [
    ...(next.rotation === now.rotation ? [] : [`rotation: ${JSON.stringify(next.rotation)}`]),
    ...(next.keep === undefined ? [] : [`keep: ${JSON.stringify(next.keep).replaceAll(",", ", ")}`]),
  ].join(", ");
  const place = { cluster: key, called: `${key} ${found.name}`, files: filesOf(found) };
  return [
    `${config} has no context.proxmox, so the rotation stands in your program. Nothing was changed. Give ${found.token.construct} this, and deploy:`,
    `  ${props}`,
    `In a ProxmoxAccess that is \`token: { ${props} }\`.`,
    ...deployInWords(named, { now, next }, place),
  ].join("\n");
}

function all(key: string, config: string, output: string): readonly DescribedIdentity[] {
  try {
    return describedIdentities(chosenClusters(readSynthesized(output), [key]));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${config} has no context.proxmox, and ${error.message}`, { cause: error });
  }
}
