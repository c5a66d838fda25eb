import { resolve } from "node:path";
import { readIfThere } from "../files/read";
import { shellQuote } from "../files/shell-word";
import type { DescribedBundle, StackRequest, TrustNote } from "../pve/spec";
import { foreignText } from "../pve/wire";
import type { Call } from "./io";
import { readDescription } from "./read";

/** What a deploy that has made secrets ends with: which file has them, and what comes next. */
export function tellTheEnd(
  { secretsInState }: Pick<StackRequest, "secretsInState">,
  { say }: Pick<Call, "say">,
): void {
  const { files, ssh } = readDescription();
  for (const { path, tokens } of files)
    say(`${path}  written for ${[...new Set(tokens.map(({ key }) => key))].join(", ")}`);
  if (secretsInState)
    say(
      "The Terraform state holds the token secrets too: guard it like a password, or encrypt it (SECURITY.md).",
    );
  const copies = new Set(ssh.map(({ username, node }) => `ssh-copy-id ${username}@${node}`));
  if (copies.size > 0) say(`Next, SSH for the downstream provider: ${[...copies].join("; ")}`);
}

/** How the downstream provider comes to trust what was trusted here, and why it may refuse it all the same. */
export function tellTrust(
  notes: ReadonlyMap<string, TrustNote>,
  { say, warn }: Pick<Call, "say" | "warn">,
  platform: NodeJS.Platform = process.platform,
): void {
  const { bundles, clusters } = readDescription();
  for (const bundle of bundles) {
    const text = readIfThere(bundle.place) ?? "";
    if (text.includes("BEGIN CERTIFICATE")) say(trustLine(bundle, platform));
  }
  for (const [key, { otherHosts }] of notes) {
    const described = clusters[key]?.cluster;
    if (otherHosts === undefined || described === undefined) continue;
    const names =
      otherHosts.length === 0 ? "for no host at all" : `only for ${foreignText(otherHosts.join(", "))}`;
    warn(
      `the downstream provider will refuse the certificate of ${key}: it is not for ${new URL(described.endpoint).hostname}, ` +
        `${names}. Use one of its names in \`endpoint\`, or give the node a certificate for this one.`,
    );
  }
}

/** Go, in which providers are written, asks these systems themselves, whatever its environment says. */
const WITHOUT_VARIABLE: readonly NodeJS.Platform[] = ["darwin", "win32"];

function trustLine({ place, clusters }: DescribedBundle, platform: NodeJS.Platform): string {
  const file = resolve(place);
  const how = WITHOUT_VARIABLE.includes(platform)
    ? `add the certificates in ${file} to those that this system trusts`
    : `export SSL_CERT_FILE=${shellQuote(file)}`;
  return `Next, trust for the downstream provider of ${clusters.join(", ")}: ${how}`;
}
