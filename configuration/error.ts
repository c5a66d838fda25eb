/** More lines would bury what a person reads. */
const SHOWN = 50;

/** A configuration that is refused, with every fault of it. */
export class ConfigurationError extends Error {
  /** Always `ConfigurationError`. */
  public override readonly name = "ConfigurationError";

  /** Every fault on a line of its own, place first. */
  public readonly faults: readonly string[];

  /** @param faults one line each; the message has the first 50, and says how many more there are */
  public constructor(faults: readonly string[]) {
    const what = faults.length === 1 ? "a fault" : `${String(faults.length)} faults`;
    const shown = faults.slice(0, SHOWN).map((fault) => `  ${fault}`);
    const rest = faults.length - shown.length;
    const more = rest > 0 ? [`  … and ${String(rest)} more`] : [];
    super(`cdktf.json has ${what}; nothing was changed:\n${[...shown, ...more].join("\n")}`);
    this.faults = faults;
  }
}
