/**
 * Runs a program that ends with `app.synth()`. What it refuses is told in the words of the error alone: without the stack
 * trace, and without cdktf's advice to skip a validation.
 * @throws what is a fault of the program, such as a TypeError: that shows where it is
 * @example
 * ```ts
 * tellFaults(() => {
 *   const app = new App();
 *   new ProxmoxBootstrapStack(app, "proxmox-access", loadConfiguration(app.node.tryGetContext("proxmox")));
 *   app.synth();
 * });
 * ```
 */
export function tellFaults(program: () => void): void {
  try {
    program();
  } catch (error) {
    if (!(error instanceof Error) || /^(Type|Range|Reference|Syntax)Error$/.test(error.name)) throw error;
    console.error(withoutFrame(error.message));
    process.exitCode = 1;
  }
}

/** The faults that cdktf has collected, without its advice to skip them. */
function withoutFrame(message: string): string {
  const [, faults] =
    /^Validation failed with the following errors:\n([^]*?)\n+If you wish/.exec(message) ?? [];
  return faults?.replace(/^ {2}/gm, "") ?? message;
}
