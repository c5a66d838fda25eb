import type { z } from "zod";
import { didYouMean, quote } from "../../pve/names/words";
import type { Draft } from "./draft";
import { KEYS } from "../schema/root";

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

/** A path as one would write it in JavaScript; keys that are no plain words stand in brackets. */
export function jsonPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${String(key)}]`;
      const name = String(key);
      if (!/^[A-Za-z0-9_-]+$/.test(name)) return `[${quote(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join("");
}

/** Zod's issues in our words. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], root: Draft): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const { path } = issue;
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, path) }));
    const found = path.reduce<Draft>((place, key) => place.at(String(key)), root);
    if (issue.code === "invalid_union") return unionFaults(issue, found, root);
    if (!found.present && issue.code !== "custom") return [{ path, message: "is missing" }];
    if (issue.code === "invalid_type") return [{ path, message: `must be ${typeName(issue.expected)}` }];
    if (issue.code === "invalid_value") return [{ path, message: oneOf(issue.values.map(String), found) }];
    return [{ path, message: issue.message }];
  });
}

/** Of alternatives, the one of the type that was written has the faults that help. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, found: Draft, root: Draft): Fault[] {
  const closest = issue.errors.find(
    (branch) => !branch.some(({ code, path }) => code === "invalid_type" && path.length === 0),
  );
  if (!found.present || closest === undefined) return [{ path: issue.path, message: issue.message }];
  return faultsOf(
    closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
    root,
  );
}

function typeName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: "text, in quotes",
    boolean: "true or false",
    array: "a list",
    record: "an object",
    object: "an object",
  };
  return names[expected] ?? `a ${expected}`;
}

function oneOf(values: readonly string[], found: Draft): string {
  const word = found.text();
  const hint = word === undefined ? "" : didYouMean(word, values);
  return `must be one of ${values.map((value) => JSON.stringify(value)).join(", ")}${hint}`;
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  if (/password|passwd|secret|ticket|totp|api_?token|privatekey/i.test(key)) {
    return "is no setting; a login is read from PROXMOX_VE_… environment variables and never from a file";
  }
  const known = KEYS[placePattern(path)] ?? [];
  const hint = didYouMean(key, known);
  return hint === "" ? `is no setting; there are ${known.join(", ")}` : `is no setting${hint}`;
}

function placePattern(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === "number" ? "[]" : isNamedByUser(path, index) ? "*" : String(key)))
    .join(".");
}

/** The key of a cluster, or the name of an identity. */
function isNamedByUser(path: readonly PropertyKey[], index: number): boolean {
  return path[0] === "clusters" && (index === 1 || (index === 3 && path[2] === "identities"));
}
