/** An object's settings under PVE's parameter names: flat, so that they compare and are sent as they are. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** One setting that is not as wanted. */
export interface Difference {
  readonly name: string;
  readonly wanted: Settings[string];
  readonly there: Settings[string] | undefined;
}

/** What differs, in the order of the wanted settings. */
export function differences(wanted: Settings, there: Settings): readonly Difference[] {
  return Object.entries(wanted)
    .filter(([name, value]) => there[name] !== value)
    .map(([name, value]) => ({ name, wanted: value, there: there[name] }));
}

/** Only the settings that differ, with the values that are wanted. */
export function changes(found: readonly Difference[]): Settings {
  return Object.fromEntries(found.map(({ name, wanted }) => [name, wanted]));
}

/** Settings of which some are not described, without these, as PVE keeps them: it drops the blanks around a text. */
export function described(settings: Readonly<Record<string, Settings[string] | undefined>>): Settings {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? value.replace(/^ +| +$/g, "") : value]),
  ) as Settings;
}

/** A list as PVE writes it: separated by comma, semicolon or blank. */
export function splitList(list: unknown): readonly string[] {
  return typeof list === "string" ? list.split(/[,;\s]+/).filter((item) => item !== "") : [];
}

/** Text of an answer; anything else is none. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
