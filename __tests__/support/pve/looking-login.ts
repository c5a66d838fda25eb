import { readFileSync } from "node:fs";
import path from "node:path";
import type { Simulator } from "../../../simulator";
import { ROOT } from "../../../tools/toolchain/paths";
import { keptClient } from "./pve-call";
import { paste, pveumLines } from "./pveum";

/** The token of the login that may only look, made by the lines in the example for CI. @returns `user@realm!tokenid=secret` */
export async function lookingLogin(simulator: Simulator): Promise<string> {
  const readme = readFileSync(path.join(ROOT, "examples", "ci", "README.md"), "utf8");
  const answer = await paste(await keptClient(simulator), pveumLines(readme));
  const { "full-tokenid": token, value } = answer as Readonly<Record<"full-tokenid" | "value", string>>;
  return `${token}=${value}`;
}
