import { templatesOf } from "../../pve/privileges/profile-grants";
import { PROFILE_NAMES, findProfile } from "../../pve/privileges/profiles";

/** The parameters that a profile takes, in the order of its grants. */
export function parametersOf(name: string): readonly string[] {
  const names = templatesOf([name], []).flatMap(({ path }) => /\{(\w+)\}/.exec(path)?.[1] ?? []);
  return [...new Set(names)];
}

/** What is beyond every privilege, as the end of a sentence. */
export function rootOnlySentence(name: string): string {
  const { rootOnly } = findProfile(name);
  return rootOnly.length === 0 ? "nothing; all that it is for can be given." : `${rootOnly.join("; ")}.`;
}

/** The profiles as a list of the README: what each is for, and the honest list. */
export function profileList(): string {
  const lines = PROFILE_NAMES.map((name) => `| \`${name}\` | ${findProfile(name).description} |`);
  const limits = new Map<string, string[]>();
  for (const name of PROFILE_NAMES) {
    const sentence = rootOnlySentence(name);
    limits.set(sentence, [...(limits.get(sentence) ?? []), `\`${name}\``]);
  }
  return [
    "| profile | for |",
    "| --- | --- |",
    ...lines,
    "",
    "Beyond every privilege, so that it takes `root@pam` with its password, or SSH:",
    "",
    ...[...limits].map(([sentence, names]) => `- ${names.join(", ")}: ${sentence}`),
  ].join("\n");
}
