/**
 * How long a cluster has answered nothing at all, whatever was asked. One silence is waited out once, and not again by each of
 * the calls of a run.
 */
export class Silence {
  private since: number | undefined;

  /** @param longestMs milliseconds after which a silent cluster is given up */
  constructor(private readonly longestMs: number) {}

  /** Milliseconds that are left for an answer. */
  left(): number {
    return this.since === undefined ? this.longestMs : this.since + this.longestMs - performance.now();
  }

  /** An exchange came to nothing. @param started when it began, as `performance.now()` has it */
  goesOn(started: number): void {
    this.since ??= started;
  }

  /** An answer came, of whatever kind. */
  ends(): void {
    this.since = undefined;
  }

  /** What happened, in words, when nothing is left. */
  get words(): string {
    return `nothing was answered for ${String(this.longestMs / 1000)} s`;
  }
}
