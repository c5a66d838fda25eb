import type { Grant } from "../spec";

/** The token that a proof is about. */
export interface ProvenToken {
  readonly userid: string;
  readonly tokenid: string;
  readonly fullTokenid: string;
  /** Privilege separation. */
  readonly privsep: boolean;
}

/** What a token lacks of one grant. */
export interface Lack {
  readonly grant: Grant;
  /** All that the grant is for, on this version. */
  readonly wanted: readonly string[];
  readonly missing: readonly string[];
  /** Held on the path itself, but not below it, although the grant propagates. */
  readonly local: readonly string[];
}
