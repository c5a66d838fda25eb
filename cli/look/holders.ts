import { readOwnFile } from "../../files/own-file";
import type { TokenSpec } from "../../pve/spec";
import type { SynthesizedCluster } from "../project";
import { secretIn } from "./written-secrets";

/** The files of a deploy that hold a secret of the token by now, whatever they are to hold after the next one. */
export async function holdersOf(
  token: Pick<TokenSpec, "userid" | "tokenid">,
  { cluster, files }: SynthesizedCluster,
): Promise<readonly string[]> {
  const found = files.map(async ({ path, place, tokens }) => {
    const file = await readOwnFile(place);
    const wanted = { token, cluster, isOnly: tokens.length === 1 };
    return "text" in file && secretIn(file.text, wanted) !== undefined ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}
