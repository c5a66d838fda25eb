import { PROFILE_NAMES, findProfile, templatesOf } from "../../pve/privileges";

/** The parameters that a profile takes, in the order of its grants. */
export function parametersOf(name: string): readonly string[] {
  const names = templatesOf([name], [])
    .flatMap(({ paths }) => paths)
    .flatMap((path) => /\{(\w+)\}/.exec(path)?.[1] ?? []);
  return [...new Set(names)];
}

/** What is beyond every privilege, as the end of a sentence. */
export function rootOnlySentence(name: string): string {
  const { rootOnly } = findProfile(name);
  return rootOnly.length === 0 ? "nothing; all that it is for can be given." : `${rootOnly.join("; ")}.`;
}

/** The names of the profiles, as docs/configuration.md lists them. */
export function profileList(): string {
  return `${PROFILE_NAMES.map((name) => `\`${name}\``).join(", ")}.`;
}
