import type { Deployed, StackRequest } from "../pve/spec";
import type { Call } from "./io";
import { readDescription } from "./read";

/** What a deploy that has made secrets ends with: which file has them, and what comes next. */
export function tellTheEnd(
  { clusters }: Deployed,
  { secretsInState }: Pick<StackRequest, "secretsInState">,
  { say }: Pick<Call, "say">,
): void {
  const { files, ssh } = readDescription();
  for (const { path, clusters: keys } of files) say(`${path}  written for ${keys.join(", ")}`);
  if (secretsInState)
    say(
      "The Terraform state holds the token secrets too: guard it like a password, or encrypt it (SECURITY.md).",
    );
  if (ssh.length > 0)
    say(`Next, SSH for the downstream provider: ${ssh.map((login) => `ssh-copy-id ${login}`).join("; ")}`);
  const pinned = [...clusters.values()].filter(
    ({ cluster }) => cluster.fingerprint !== undefined || cluster.caFile !== undefined,
  );
  if (pinned.length > 0)
    say(
      `Its provider needs the same trust in ${pinned.map(({ cluster }) => cluster.key).join(", ")}: run it with ` +
        "SSL_CERT_FILE=<copy of the cluster's /etc/pve/pve-root-ca.pem>, or add that CA to the system's.",
    );
}
