import type { NamedObject } from "./objects";

/** The value of a setting: `expire` is in seconds since the epoch, 0 for never. */
export type Value = string | number | boolean | readonly string[];

/** One thing that a deploy would do. */
export interface PlannedChange {
  /** `+` makes or grants something, `-` takes it away, `~` sets it otherwise. */
  readonly symbol: "+" | "-" | "~";
  readonly object: NamedObject;
  /** PVE's name of the setting, a privilege of a role, or `secret`. Absent: the object as a whole. */
  readonly setting?: string;
  /** What is there now. Absent where nothing is. */
  readonly there?: Value;
  /** What it becomes; of a role that is made, its privileges. */
  readonly wanted?: Value;
  /** The same in words, without the object. */
  readonly text: string;
}

/** A change without its words. */
export type Bare = Omit<PlannedChange, "object" | "text">;
