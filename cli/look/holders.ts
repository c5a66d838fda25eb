import { readOwnFile } from "../../files/own-file";
import type { DescribedFile, TokenSpec } from "../../pve/spec";
import type { SynthesizedCluster } from "../project";
import { type Wanted, secretIn } from "./written-secrets";

/** The secret of a token in a file of a deploy, if it is there; or why the file was not read, as the rest of a sentence. */
export function secretInFile(
  { place, tokens }: DescribedFile,
  wanted: Pick<Wanted, "token" | "cluster">,
): { readonly secret?: string | undefined; readonly unread?: string } {
  const file = readOwnFile(place);
  if ("unread" in file) return { unread: file.unread };
  return "text" in file ? { secret: secretIn(file.text, { ...wanted, isOnly: tokens.length === 1 }) } : {};
}

/** The files of a deploy that hold a secret of the token by now, whatever they are to hold after the next one. */
export function holdersOf(
  token: Pick<TokenSpec, "userid" | "tokenid">,
  { cluster, files }: SynthesizedCluster,
): readonly string[] {
  return files
    .filter((file) => secretInFile(file, { token, cluster }).secret !== undefined)
    .map(({ path }) => path);
}
