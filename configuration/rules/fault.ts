import { quote } from "../../pve/names";
import type { Draft } from "./draft";

/** What is wrong at one place, without a final full stop. */
export interface Fault {
  /** From `context.proxmox` on. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A fault at a place of the draft. */
export function faultAt(place: Draft, message: string): Fault {
  return { path: place.path, message };
}

/** `context.proxmox.clusters.host3.endpoint: …` */
export function faultLine({ path, message }: Fault): string {
  return `${jsonPath(["context", "proxmox", ...path])}: ${message}`;
}

/** A path as one would write it in JavaScript; keys that are no plain words stand in brackets, and long ones are cut. */
export function jsonPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${String(key)}]`;
      const name = String(key);
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) return `[${quote(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join("");
}
