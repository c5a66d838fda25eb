/** How a call fails: PVE's exceptions with a status and parameter errors, and its plain `die` texts. */

/** A call that ends with an error status. `text` becomes the message and its first line the reason phrase. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
    /** One text per parameter. */
    readonly errors: Readonly<Record<string, string>> = {},
    /** A plain `die`, which stands for itself when it is quoted in another text. */
    readonly plain = false,
  ) {
    super(text);
  }

  /** The text in which another error quotes this one. */
  quoted(): string {
    if (this.plain) return this.text;
    const lines = Object.entries(this.errors).map(([name, text]) => `${name}: ${text}\n`);
    return `${String(this.status)} ${this.text}${lines.join("")}`;
  }
}

/** What a handler dies with: status 500. */
export function die(text: string): never {
  throw new Failure(500, `${text}\n`, {}, true);
}

/** Status 403; `what` names the path and the privileges. */
export function forbidden(what?: string): Failure {
  return new Failure(403, `Permission check failed${what === undefined ? "" : ` (${what})`}\n`);
}

/** Status 400 with one text per parameter. */
export function invalid(errors: Readonly<Record<string, string>>): Failure {
  return new Failure(400, "Parameter verification failed.\n", errors);
}
