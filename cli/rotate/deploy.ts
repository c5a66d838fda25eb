import { spawn } from "node:child_process";

/** How `npx cdktf deploy` is called. */
export interface Deploy {
  /** The stacks that are deployed; none means the only one. */
  readonly stacks: readonly string[];
  readonly autoApprove: boolean;
  /** Where cdktf.json is. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The words of the call. */
export function deployWords({
  stacks,
  autoApprove,
}: Pick<Deploy, "stacks" | "autoApprove">): readonly string[] {
  return ["cdktf", "deploy", ...stacks, ...(autoApprove ? ["--auto-approve"] : [])];
}

/**
 * Deploys with cdktf, which has the terminal meanwhile.
 * @returns its exit code
 * @throws Error when npx can't be started
 */
export function deploy({ folder, environment, ...call }: Deploy): Promise<number> {
  // A Ctrl-C is for Terraform, which ends in order; what became of it is said behind it.
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  return new Promise<number>((resolve, reject) => {
    spawn("npx", deployWords(call), {
      cwd: folder,
      env: environment,
      stdio: "inherit",
      // There, npx is a script of the shell.
      shell: process.platform === "win32",
    })
      .on("error", reject)
      .on("close", (code) => resolve(code ?? 1));
  }).finally(() => process.off("SIGINT", ignore));
}
