import type { z } from "zod";
import { didYouMean, quote, unknownNameFault, wordsIn } from "../../pve/names";
import { settingsAt } from "../schema/settings-at";
import type { Draft } from "./draft";
import type { Fault } from "./fault";

/** A longer text in the place of a list is not repeated. */
const LONGEST_LIST = 200;

/** Zod's issues in our words. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], root: Draft, schema: z.core.$ZodType): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const { path } = issue;
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: unknownKey(key, settingsAt(schema, path)),
      }));
    const found = path.reduce<Draft>((place, key) => place.at(String(key)), root);
    if (!found.present && issue.code !== "custom") return [{ path, message: "is missing" }];
    if (issue.code === "invalid_union") return unionFaults(issue, root, schema);
    if (issue.code === "invalid_type") return [{ path, message: wrongType(issue.expected, found.raw) }];
    if (issue.code === "invalid_value") return [{ path, message: oneOf(issue.values.map(String), found) }];
    return [{ path, message: issue.message }];
  });
}

/** Of alternatives, the one of the type that was written has the faults that help. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, root: Draft, schema: z.core.$ZodType): Fault[] {
  const without = (isMissed: (inner: z.core.$ZodIssue) => boolean) =>
    issue.errors.find((branch) => !branch.some((inner) => inner.path.length === 0 && isMissed(inner)));
  const closest = without(() => true) ?? without(({ code }) => code === "invalid_type");
  if (closest === undefined) return [{ path: issue.path, message: issue.message }];
  return faultsOf(
    closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
    root,
    schema,
  );
}

/** What has to be written, in the form of what was. */
function wrongType(expected: string, written: unknown): string {
  const wanted = `must be ${typeName(expected)}`;
  if (expected === "string" && typeof written === "number") return `${wanted}: "${String(written)}"`;
  if (expected === "array" && typeof written === "string" && written.length <= LONGEST_LIST)
    return `${wanted}: [${wordsIn(written).map(quote).join(", ")}]`;
  if (expected === "record" && Array.isArray(written))
    return `${wanted} and not a list: { "name": … }, with a name of yours for each`;
  return wanted;
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

function unknownKey(key: string, known: readonly string[]): string {
  if (/password|passwd|secret|ticket|totp|api_?token|privatekey/i.test(key)) {
    return "is no setting; a login is read from PROXMOX_VE_… environment variables and never from a file";
  }
  return unknownNameFault("setting", key, known);
}
