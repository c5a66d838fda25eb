import { readFileSync } from "node:fs";
import path from "node:path";
import { summarizeAccess } from "cdktf-proxmox-access/testing";

/** What each stack gives, by the stack's name, in lines without a secret. @param folder what `cdktf synth` has written */
export function summariesOf(folder: string): ReadonlyMap<string, string> {
  const { stacks } = JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8")) as {
    readonly stacks: Readonly<Record<string, { readonly synthesizedStackPath: string }>>;
  };
  return new Map(
    Object.entries(stacks).map(([name, { synthesizedStackPath: file }]) => [
      name,
      summarizeAccess(readFileSync(path.join(folder, file), "utf8")),
    ]),
  );
}
