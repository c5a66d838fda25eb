/**
 * One place in a configuration that may still be wrong in any way: rules between settings look at it through this,
 * so that they report their faults beside those of single settings. What is missing or of another type is undefined.
 */
export class Draft {
  public constructor(
    private readonly value: unknown,
    /** From `context.proxmox` on. */
    public readonly path: readonly PropertyKey[] = [],
  ) {}

  /** Whether anything is written here. */
  public get present(): boolean {
    return this.value !== undefined;
  }

  /** A setting of an object; own keys only. */
  public at(key: string): Draft {
    const { value } = this;
    const found =
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined;
    return new Draft(found, [...this.path, key]);
  }

  /** The settings of an object. */
  public get keys(): readonly string[] {
    const { value } = this;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  }

  /** The entries of a list. */
  public get items(): readonly Draft[] {
    const { value } = this;
    return Array.isArray(value)
      ? value.map((item: unknown, index) => new Draft(item, [...this.path, index]))
      : [];
  }

  /** Whether a list without an entry is written here. */
  public get isEmptyList(): boolean {
    return Array.isArray(this.value) && this.value.length === 0;
  }

  /** The text here, or the default when nothing is written. */
  public text(otherwise?: string): string | undefined {
    if (this.value === undefined) return otherwise;
    return typeof this.value === "string" ? this.value : undefined;
  }

  /** The text here, a number as text. */
  public word(otherwise?: string): string | undefined {
    return typeof this.value === "number" ? String(this.value) : this.text(otherwise);
  }

  /** Whether `true` is written here. */
  public get isTrue(): boolean {
    return this.value === true;
  }

  /** The value as it is written. */
  public get raw(): unknown {
    return this.value;
  }
}
