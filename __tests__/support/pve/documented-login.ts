import type { Simulator } from "../../../simulator";
import { DOCUMENTS } from "../../documents/documents";
import { keptClient } from "./pve-call";
import { paste, pveumLines } from "./pveum";

/** A token of the login that may only look, as the example for CI makes it. @returns `user@realm!tokenid=secret` */
export function lookingLogin(simulator: Simulator): Promise<string> {
  return tokenBy(simulator, linesOf("examples/ci/README.md"));
}

/**
 * A token of the smallest login that can deploy, as SECURITY.md makes it.
 * @param paths of the ACL, in the place of `/` there
 * @returns `user@realm!tokenid=secret`
 */
export function deployingLogin(simulator: Simulator, paths: readonly string[]): Promise<string> {
  const lines = linesOf("SECURITY.md").flatMap((line) =>
    line.includes("acl modify / ")
      ? paths.map((each) => line.replace("modify / ", `modify ${each} `))
      : [line],
  );
  return tokenBy(simulator, lines);
}

function linesOf(document: string): readonly string[] {
  return pveumLines(DOCUMENTS.get(document) ?? "");
}

/** Pastes lines of which the last one makes a token. */
async function tokenBy(simulator: Simulator, lines: readonly string[]): Promise<string> {
  const answer = await paste(await keptClient(simulator), lines);
  const { "full-tokenid": token, value } = answer as Readonly<Record<"full-tokenid" | "value", string>>;
  return `${token}=${value}`;
}
