import { UserError } from "../user-error";

/** The version of a node, as far as the API depends on it. */
export interface PveVersion {
  readonly major: number;
  readonly minor: number;
  /** As the node says it, such as `9.2.1` or `7.4-17`. */
  readonly text: string;
}

const VERSION = /^(\d+)\.(\d+)(?:[.-]\d+)?/;

/** Reads the `version` of `GET /version`. @throws UserError for a text that is no version of PVE */
export function parseVersion(text: string): PveVersion {
  const [, major, minor] = VERSION.exec(text) ?? [];
  if (major === undefined || minor === undefined) {
    throw new UserError(
      "The node does not say its version in PVE's way. Check that the endpoint is a PVE node.",
    );
  }
  return { major: Number(major), minor: Number(minor), text };
}
