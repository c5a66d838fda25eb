/** What Terraform's output says of the provisioner. */

/** The commands of the provisioner that were started, in their order; `node --version` is none of them. */
export function commandsOf(output: string): string[] {
  const started = output.matchAll(/Executing: \["node" "[^"]*provisioner\.cjs" "([^"]+)"\]/g);
  return [...started].map(([, command = ""]) => command);
}

/** The lines that the provisioner has written, without Terraform's frames, and without what Terraform says of it. */
export function saidBy(output: string): string[] {
  const lines = output.matchAll(/^null_resource\..*? \(local-exec\): (.*)$/gm);
  return [...lines]
    .map(([, line = ""]) => line)
    .filter((line) => !/^Executing: |^v\d+\.\d+\.\d+$/.test(line));
}

/** What a plan says from the actions on. */
export function actionsOf(plan: string): string[] {
  const lines = plan.trimEnd().split("\n");
  return lines.slice(lines.findIndex((line) => /(Terraform|OpenTofu) will perform/.test(line)));
}
