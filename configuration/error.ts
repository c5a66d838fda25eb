/** A configuration that is refused, with every fault of it. */
export class ConfigurationError extends Error {
  /** Always `ConfigurationError`. */
  public override readonly name = "ConfigurationError";

  /** @param faults one line each, place first */
  public constructor(public readonly faults: readonly string[]) {
    const what = faults.length === 1 ? "a fault" : `${String(faults.length)} faults`;
    super(`cdktf.json has ${what}; nothing was changed:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
  }
}
