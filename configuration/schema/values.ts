/** Rules for values that are ours, not PVE's: each function gives what is wrong, or undefined. */
import { overLong, quote } from "../../pve/names";

/** The longest path of a file on Linux; every other line is shorter. */
const LONGEST_LINE = 4096;
const LONGEST_NAME = 128;
const CONTROL_CHARACTER = /[\p{Cc}\p{Surrogate}\u2028\u2029]/u;
/** Names that Terraform keeps for its own arguments of a module. */
const RESERVED_VARIABLES = [
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "locals",
  "providers",
  "source",
  "version",
];

/** A SHA-256 fingerprint, with or without colons. */
export function fingerprintFault(fingerprint: string): string | undefined {
  const digits = fingerprint.replaceAll(":", "");
  if (/^([0-9a-f]{2}:?){32}$/i.test(fingerprint) && !fingerprint.endsWith(":")) return undefined;
  if (/^[0-9a-f]{40}$/i.test(digits))
    return "is a SHA-1 fingerprint; give the SHA-256 one, as `pvenode cert info` prints it";
  return "is no SHA-256 fingerprint: 32 pairs of hex digits, as `pvenode cert info` prints it";
}

/** As PVE prints it: upper-case pairs with colons. */
export function normaliseFingerprint(fingerprint: string): string {
  const pairs = fingerprint.replaceAll(":", "").toUpperCase().match(/../g) ?? [];
  return pairs.join(":");
}

/** One line of text that is not empty. */
export function lineFault(line: string): string | undefined {
  if (line.trim() === "") return "is empty";
  const long = overLong(line, LONGEST_LINE);
  if (long !== undefined) return long;
  return CONTROL_CHARACTER.test(line)
    ? "has a line break or another control character; write one line"
    : undefined;
}

/** A path of a file, relative to the project or absolute; it may lead out of the project. */
export function pathFault(path: string): string | undefined {
  const fault = lineFault(path);
  if (fault !== undefined) return fault;
  if (path.startsWith("~"))
    return `${quote(path)} begins with ~, which only a shell expands; write the folder itself`;
  return /(^|\/)\.{0,2}$/.test(path) ? `${quote(path)} is a folder; name a file` : undefined;
}

/** The path of the variables file. */
export function tfvarsPathFault(path: string): string | undefined {
  const fault = pathFault(path);
  if (fault !== undefined) return fault;
  return path.endsWith(".json")
    ? `${quote(path)} would be read as JSON, but HCL is written; end it in .tfvars`
    : undefined;
}

/** The name of a Terraform variable. */
export function variableFault(name: string): string | undefined {
  const long = overLong(name, LONGEST_NAME);
  if (long !== undefined) return long;
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) {
    return `${quote(name)} is no name of a variable: a letter or _, then letters, digits, _ and -`;
  }
  return RESERVED_VARIABLES.includes(name)
    ? `${quote(name)} is a name that Terraform keeps for itself`
    : undefined;
}

/** The name of an identity, from which its user, role and token are named. */
export function identityNameFault(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(name))
    return `the name ${quote(name)} is malformed: a letter, then letters, digits, _ and -, at most 40 characters`;
  if (/^(access|default)$/i.test(name))
    return `the name ${quote(name)} is what the stack calls the cluster's own access; choose another name`;
  return /^pve/i.test(name)
    ? `the name ${quote(name)} would make a role whose name PVE keeps for itself; begin it otherwise`
    : undefined;
}
