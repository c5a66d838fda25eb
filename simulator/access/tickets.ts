/** Tickets and CSRF prevention tokens: signed, valid for two hours. */
import { createHmac } from "node:crypto";

const LIFETIME = 7200;
/** A ticket may come from a clock that is this much ahead, in seconds. */
const GRACE = 300;

export class Tickets {
  constructor(
    private readonly key: string,
    /** Seconds since the epoch. */
    private readonly now: () => number,
  ) {}

  /** `PVE:<data>:<time>::<signature>`; `bound` goes into the signature only. */
  issue(data: string, bound = ""): string {
    const plain = `PVE:${data}:${this.timestamp()}`;
    return `${plain}::${this.sign(`${plain}:${bound}`)}`;
  }

  /** The data of a ticket, or undefined when it is not ours or too old. */
  read(ticket: string, bound = ""): string | undefined {
    const [, plain, data, time, signature] = /^(PVE:(.*):([0-9A-F]{8}))::([^:]+)$/.exec(ticket) ?? [];
    if (plain === undefined || time === undefined || signature !== this.sign(`${plain}:${bound}`))
      return undefined;
    return this.isCurrent(time) ? data : undefined;
  }

  issueCsrfToken(userid: string): string {
    const time = this.timestamp();
    return `${time}:${this.sign(`csrf:${time}:${userid}`)}`;
  }

  isCsrfToken(token: string | undefined, userid: string): boolean {
    const [, time, signature] = /^([0-9A-F]{8}):(\S+)$/.exec(token ?? "") ?? [];
    return time !== undefined && signature === this.sign(`csrf:${time}:${userid}`) && this.isCurrent(time);
  }

  private timestamp(): string {
    return this.now().toString(16).toUpperCase().padStart(8, "0");
  }

  private isCurrent(time: string): boolean {
    const age = this.now() - parseInt(time, 16);
    return age > -GRACE && age < LIFETIME;
  }

  private sign(text: string): string {
    return createHmac("sha512", this.key).update(text).digest("base64");
  }
}

/** The marks of tickets that wait for a second factor: PVE's present form, and the one of PVE 7 before. */
export const HALF_TICKET = "!tfa!";
export const OLD_HALF_TICKET = "tfa!";
