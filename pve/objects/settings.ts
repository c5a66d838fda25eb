/** An object's settings under PVE's parameter names: flat, so that they compare and are sent as they are. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** What PVE has, as far as we look at it. */
export interface Observed {
  readonly settings: Settings;
  /** A role that PVE brings along: it can be neither changed nor deleted. */
  readonly builtIn?: boolean;
}

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

/** The difference as lines for a person; lists show what is added and what is removed. */
export function diffLines(found: readonly Difference[]): string {
  return found.map((difference) => `  ${diffLine(difference)}`).join("\n");
}

function diffLine({ name, wanted, there }: Difference): string {
  if (name !== "privs") return `${name}: wanted ${shown(wanted)}, there is ${shown(there)}`;
  const [ours, theirs] = [splitList(wanted), splitList(there)];
  const lacking = ours.filter((item) => !theirs.includes(item));
  const beyond = theirs.filter((item) => !ours.includes(item));
  const parts = [
    ...(lacking.length > 0 ? [`lacks ${lacking.join(", ")}`] : []),
    ...(beyond.length > 0 ? [`has beyond what is wanted ${beyond.join(", ")}`] : []),
  ];
  return `privileges: ${parts.join("; ")}`;
}

function shown(value: Settings[string] | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

/** A list as PVE writes it: separated by comma, semicolon or blank. */
export function splitList(list: unknown): readonly string[] {
  return typeof list === "string" ? list.split(/[,;\s]+/).filter((item) => item !== "") : [];
}
