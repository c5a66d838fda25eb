/** The simulated cluster: everything that a call can read or change. */
import { die, Failure } from "./failure";
import { verifyUserid } from "./schema/names";
import type { Inventory } from "./state/inventory";
import type { Release } from "./releases";
import type { Store } from "./state/store";
import { Tickets } from "./access/tickets";
import type { UserConfig } from "./state/user-config";

/** How a write that needs the cluster-wide lock fails. */
export type LockError = "timeout" | "no-quorum" | "aborted";

const LOCK_TEXTS: Readonly<Record<LockError, string>> = {
  timeout: "cfs-lock 'file-user_cfg' error: got lock request timeout",
  "no-quorum": "cfs-lock 'file-user_cfg' error: no quorum!",
  aborted: "'file-user_cfg'-locked command timed out - aborting",
};

export class Cluster {
  readonly tickets: Tickets;
  /** Their ids (`vm:100`), as long as the simulator runs. */
  readonly haResources = new Set<string>();
  private lockFault: (() => LockError | undefined) | undefined;
  private clockOffset = 0;

  constructor(
    readonly release: Release,
    readonly store: Store,
    readonly inventory: Inventory,
  ) {
    this.tickets = new Tickets(store.key, () => this.now());
  }

  /** Seconds since the epoch. */
  now(): number {
    return Math.floor(Date.now() / 1000) + this.clockOffset;
  }

  /** Moves the clock of this cluster; for tests of expiry. */
  advanceClock(seconds: number): void {
    this.clockOffset += seconds;
  }

  /** Runs a call while `fault` may make its lock fail. */
  withLockFault<T>(fault: () => LockError | undefined, run: () => T): T {
    this.lockFault = fault;
    try {
      return run();
    } finally {
      this.lockFault = undefined;
    }
  }

  /**
   * Changes the user configuration under the cluster-wide lock: all or nothing. Whatever goes wrong becomes a status
   * 500 that begins with `prefix`.
   */
  changeUsers(prefix: string, change: (config: UserConfig) => void): void {
    try {
      const fault = this.lockFault?.();
      if (fault !== undefined) die(LOCK_TEXTS[fault]);
      const config = this.store.users();
      change(config);
      this.store.writeUsers(config);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      throw new Failure(500, `${prefix}: ${failure.quoted()}`, {}, true);
    }
  }

  /** Sets a password, as far as the user's realm can. */
  setPassword(userid: string, password: string): void {
    const { realm, name } = verifyUserid(userid);
    const type = this.store.realms()[realm]?.type ?? die(`auth domain '${realm}' does not exist`);
    if (type === "pam" && !this.store.hasPassword(userid))
      die(`change password failed: user '${name}' does not exist`);
    if (type !== "pam" && type !== "pve") die(`can't set password on auth type '${type}'`);
    this.store.setPassword(`${name}@${realm}`, password);
  }

  /** @throws Failure (500) when the password is wrong. */
  checkPassword(userid: string, password: string): void {
    const { realm } = verifyUserid(userid);
    const type = this.store.realms()[realm]?.type ?? die(`auth domain '${realm}' does not exist`);
    if (this.store.isPassword(userid, password)) return;
    die(type === "pam" ? "Authentication failure" : "invalid credentials");
  }
}
