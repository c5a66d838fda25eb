import type { AclEntry } from "../objects";

/**
 * Where fresh secrets are kept until those who wait for them have taken them. A secret is shown once, so a place is made for it
 * before the call that makes it. What PVE deletes with a token that is made again is kept there too.
 */
export interface SecretKeeper {
  /** Makes the place. Whatever can fail on disk fails here, before there is a secret. */
  open(issue: string): OpenSecret;
  /** Whether a place was made for a secret and none is in it: it was lost on the way. */
  isLost(issue: string): boolean;
  /** A secret that is kept: of this run, or of an earlier one that nobody has taken it from. */
  read(issue: string): string | undefined;
  /** Notes the ACL entries of a token before it is deleted to be made again; undefined when they are back. */
  setAside(token: string, entries: readonly AclEntry[] | undefined): void;
  /** What was noted of a token, by this run or an earlier one; undefined for one that was not deleted. */
  aside(token: string): readonly AclEntry[] | undefined;
}

/** A place for one secret. */
export interface OpenSecret {
  /** Keeps the secret, whole and on disk. */
  keep(secret: string): void;
  /** Gives up the place, if nothing was kept in it. */
  close(): void;
}
