import { SHELLS } from "./scripts";

/** What may stand for a placeholder of the commands' help, by its name. */
const VALUES: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  cluster: async () => (await import("../project/index.js")).knownClusters(),
  profile: async () => (await import("../../pve/privileges/index.js")).PROFILE_NAMES,
  privilege: async () => (await import("../../pve/privileges/index.js")).allPrivileges(),
  shell: () => Promise.resolve(SHELLS),
};

/** The values for a placeholder such as `cluster`; none where they are the user's to find. */
export async function valuesOf(placeholder: string): Promise<readonly string[]> {
  return Object.hasOwn(VALUES, placeholder) ? ((await VALUES[placeholder]?.()) ?? []) : [];
}
