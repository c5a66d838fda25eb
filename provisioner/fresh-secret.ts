import { readSecretFile } from "../files/secret-folder";
import { isSecret } from "../pve/objects/secret";

/** The secret that an issue has just left in its file; undefined if there is none, or a damaged one. */
export async function readFreshSecret(file: string): Promise<string | undefined> {
  const content = await readSecretFile(file);
  return isSecret(content) ? content : undefined;
}
