import { Token } from "cdktf";
import type { Construct } from "constructs";
import {
  type Expires,
  expiryText,
  isPast,
  parseExpiry,
  unknownNameFault,
  unknownWordFault,
} from "../../pve/names";
import type { Fault } from "../../pve/privileges";

export type { Fault };

/** What is wrong with a construct's props, by the names of the props. */
export type Faults = Readonly<Record<string, Fault>>;

/** The names of all props of a type: without one of them it does not compile. */
export type NamesOf<T> = Readonly<Record<keyof T, true>>;

/** A construct that would be made inside another one, with the faults of what it would be given. */
export interface Inside {
  readonly id: string;
  /** The name of its class. */
  readonly noun: string;
  readonly faults: Faults;
}

/**
 * Refuses a construct's props: all faults at once, each with the prop's name, under the construct's path.
 *
 * @param inside the constructs that it would make, so that their faults come with its own
 * @throws Error when there is at least one fault
 */
export function refuseFaults(
  scope: Construct,
  id: string,
  noun: string,
  faults: Faults,
  inside: readonly Inside[] = [],
): void {
  const own = { noun, path: [scope.node.path, id].join("/"), faults: { ...faults, ...idFaults(id) } };
  const all = [own, ...inside.map((each) => ({ ...each, path: `${own.path}/${each.id}` }))];
  const lines = all.flatMap((each) => told(`${each.noun} ${each.path}`, each.faults) ?? []);
  if (lines.length > 0) throw new Error(`${lines.join("\n")} Nothing was synthesized.`);
}

/**
 * Refuses what is given to something that is no construct: all faults at once.
 *
 * @param what such as `ProxmoxUser.named`
 * @throws Error when there is at least one fault
 */
export function refuseGiven(what: string, faults: Faults): void {
  const line = told(what, faults);
  if (line !== undefined) throw new Error(line);
}

/** All faults in one sentence. */
function told(where: string, faults: Faults): string | undefined {
  const found = Object.entries(faults).filter(([, fault]) => fault !== undefined);
  const line = `${where}: ${found.map(([prop, fault = ""]) => `${prop}: ${fault}`).join("; ")}`;
  return found.length === 0 ? undefined : `${line}${line.endsWith("?") ? "" : "."}`;
}

/**
 * The faults of props, which a program without types may give as anything, and under names that are none. A prop that is undefined
 * is left out, whatever its name: under the right one it would say nothing either.
 */
export function faultsOf<T extends object>(
  props: T,
  names: NamesOf<NoInfer<T>>,
  faults: (props: T) => Faults = () => ({}),
): Faults {
  const wrong = objectFault(props);
  if (wrong !== undefined) return { props: wrong };
  const unknown = Object.entries(props).filter(([name, value]) => {
    return value !== undefined && !Object.hasOwn(names, name);
  });
  const known = Object.keys(names);
  const refused = unknown.map(([name]) => [name, unknownNameFault("prop", name, known)] as const);
  return { ...faults(props), ...Object.fromEntries(refused) };
}

/** What is no object. */
export function objectFault(value: unknown): Fault {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? undefined : wrongType("an object", value);
}

/** The faults of what stands at a place among props: of an object each by its own place. */
export function faultsAt(place: string, found: Fault | Faults): Faults {
  if (typeof found !== "object") return { [place]: found };
  return Object.fromEntries(Object.entries(found).map(([name, fault]) => [`${place}.${name}`, fault]));
}

/** Whether there is any. */
export function hasFault(faults: Faults): boolean {
  return Object.values(faults).some((fault) => fault !== undefined);
}

/** Applies a check to a text, if there is one. What PVE's rules are checked against has to be known at synth. */
export function check(value: unknown, fault: (value: string) => Fault): Fault {
  if (value === undefined) return undefined;
  if (Token.isUnresolved(value))
    return "is a reference that is only known during apply; give the value itself";
  return typeof value === "string" ? fault(value) : wrongType("text", value);
}

/** The same for a text that has to be there. */
export function checkGiven(value: unknown, fault: (value: string) => Fault): Fault {
  return value === undefined ? "is missing" : check(value, fault);
}

/** What is no text that is known at synth, where one is given. */
export function checkText(value: unknown): Fault {
  return check(value, () => undefined);
}

/** What is no `true` or `false`, where one is given. */
export function checkFlag(value: unknown): Fault {
  return value === undefined || typeof value === "boolean" ? undefined : wrongType("true or false", value);
}

/** What is none of these words, where one is given. */
export function checkWord(value: unknown, words: readonly string[]): Fault {
  return check(value, (word) => unknownWordFault("value that it may have", word, words));
}

/**
 * What is missing, no text and no list of some, or says one of them twice. The faults of a list's entries come by their places.
 *
 * @param same what a text is compared by, once it has no fault
 */
export function checkOneOrMore(
  name: string,
  value: unknown,
  fault: (value: string) => Fault = () => undefined,
  same: (value: string) => string = (text) => text,
): Faults {
  if (!Array.isArray(value)) return { [name]: checkGiven(value, fault) };
  if (value.length === 0) return { [name]: "is empty; name at least one" };
  const faults = checkList(name, value, (entry: unknown) => checkGiven(entry, fault));
  if (hasFault(faults)) return faults;
  const all = value.map((entry: string) => same(entry));
  return Object.fromEntries(
    all.map((entry, index) => {
      const first = all.indexOf(entry);
      const again = `is ${name}[${String(first)}] again; leave one of them out`;
      return [`${name}[${String(index)}]`, first === index ? undefined : again];
    }),
  );
}

/** What is no list, or has an entry that is none; left out, it may be. The faults of entries come by their places. */
export function checkList<T>(
  name: string,
  value: readonly T[] | undefined,
  fault: (entry: T) => Fault | Faults,
): Faults {
  if (value === undefined) return {};
  if (!Array.isArray(value)) return { [name]: wrongType("a list", value) };
  const each = value.map((entry: T, index) => faultsAt(`${name}[${String(index)}]`, fault(entry)));
  return Object.fromEntries(each.flatMap((faults) => Object.entries(faults)));
}

/** What is no list with an object at each of its places, and at least one; each is judged only if it is an object. */
export function listedFaults<T extends object>(
  name: string,
  value: readonly T[] | undefined,
  fault: (entry: T) => Fault | Faults,
): Faults {
  if (value === undefined) return { [name]: "is missing" };
  if (Array.isArray(value) && value.length === 0) return { [name]: "is empty; name at least one" };
  return checkList(name, value, (entry) => objectFault(entry) ?? fault(entry));
}

/** A file has a name. */
export function pathFault(path: string): Fault {
  return path.trim() === "" ? "is empty; name a file" : undefined;
}

/** The first of several names that is among those before it. */
export function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

/** A variable of Terraform has a name of this form. */
export function variableFault(name: string): Fault {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)
    ? undefined
    : `${JSON.stringify(name)} is not the name of a variable`;
}

/** `must be text, not 5`; a text is never shown, since it may be a secret. */
export function wrongType(wanted: string, value: unknown): string {
  if (typeof value === "string") return `must be ${wanted}, not text`;
  const isPlain = value === null || ["undefined", "number", "boolean"].includes(typeof value);
  const shown = isPlain ? String(value) : Array.isArray(value) ? "a list" : `of type ${typeof value}`;
  return `must be ${wanted}, not ${shown}`;
}

/** What cdktf itself refuses as a construct's id, in words of its own. */
function idFaults(id: unknown): Faults {
  return typeof id === "string" && id !== "" ? {} : { id: wrongType("text that is not empty", id) };
}

/** Says so of what has expired. It is no fault, since it may stay so; only the deploy knows whether it would be made so. */
export function expiredWarning(what: string, expires: Expires | Date | undefined): readonly string[] {
  const text = expiryText(expires);
  if (text === undefined || !isPast(parseExpiry(text))) return [];
  return [
    `${what} expires at ${text}, which is over: PVE refuses it. A deploy leaves it so, and makes nothing anew that could ` +
      "not be used. Set a later `expires`, or never.",
  ];
}
