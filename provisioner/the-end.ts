import { resolve } from "node:path";
import type { ClusterSpec, Deployed, StackRequest } from "../pve/spec";
import type { Call } from "./io";
import { readDescription } from "./read";

/** What a deploy that has made secrets ends with: which file has them, and what comes next. */
export function tellTheEnd(
  { clusters }: Deployed,
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
  if (ssh.length > 0)
    say(`Next, SSH for the downstream provider: ${ssh.map((login) => `ssh-copy-id ${login}`).join("; ")}`);
  for (const line of trustLines([...clusters.values()].map(({ cluster }) => cluster))) say(line);
}

/** A provider knows nothing of fingerprints, and of no CA but the system's: it has to be given the same trust. */
function trustLines(clusters: readonly ClusterSpec[]): readonly string[] {
  const files = [...new Set(clusters.flatMap(({ caFile }) => caFile ?? []))];
  const pinned = clusters.filter(
    ({ caFile, fingerprint }) => caFile === undefined && fingerprint !== undefined,
  );
  const keysOf = (some: readonly ClusterSpec[]) => some.map(({ key }) => key).join(", ");
  return [
    ...files.map((file) => {
      const keys = keysOf(clusters.filter(({ caFile }) => caFile === file));
      return `Its provider needs the same trust in ${keys}: run it with SSL_CERT_FILE=${resolve(file)}, or add that CA to the system's.`;
    }),
    ...(pinned.length === 0
      ? []
      : [
          `Its provider cannot check the fingerprint of ${keysOf(pinned)}: run it with SSL_CERT_FILE=<copy of the cluster's ` +
            "/etc/pve/pve-root-ca.pem>, or add that CA to the system's.",
        ]),
  ];
}
