/**
 * The state of the simulated cluster. The parts are those of PVE's own configuration files; with a state file they
 * survive a restart.
 */
import { randomBytes, randomUUID, scryptSync, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { without } from "./records";
import type { Release } from "../releases";
import type { UserConfig } from "./user-config";
import { parseUserConfig, writeUserConfig } from "./user-config-file";

/** `domains.cfg`: one realm. */
export interface Realm {
  readonly type: string;
  readonly comment?: string;
  readonly default?: number;
  /** For example `type=oath`: a second factor is required. */
  readonly tfa?: string;
}

/** `priv/tfa.cfg`: the second factors of one user. */
export interface SecondFactors {
  /** base32 */
  totpSecret?: string | undefined;
  /** The step of the last code that was taken; a code is good once. */
  lastStep?: number;
  /** `null` for a key that was used. */
  recoveryKeys: (string | null)[];
  totpFailures: number;
  failures: number;
  totpLocked?: boolean;
  /** Seconds since the epoch. */
  lockedUntil?: number;
}

interface Files {
  userConfig: string;
  realms: Record<string, Realm>;
  /** userid → salted hash, for every realm. */
  passwords: Record<string, string>;
  /** Full token id → secret. */
  tokenSecrets: Record<string, string>;
  secondFactors: Record<string, SecondFactors>;
  /** Signs tickets and CSRF prevention tokens. */
  key: string;
}

const BUILTIN_REALMS: Readonly<Record<string, Realm>> = {
  pam: { type: "pam", comment: "Linux PAM standard authentication" },
  pve: { type: "pve", comment: "Proxmox VE authentication server" },
};

export class Store {
  private files: Files;
  private saved: string;

  /** @throws Error when the state file is there and can't be read. */
  constructor(
    readonly release: Release,
    private readonly stateFile?: string,
  ) {
    this.files = stateFile !== undefined && existsSync(stateFile) ? readState(stateFile) : emptyState();
    this.saved = "";
  }

  /** A fresh copy of the user configuration. */
  users(): UserConfig {
    return parseUserConfig(this.files.userConfig, this.release);
  }

  writeUsers(config: UserConfig): void {
    this.files.userConfig = writeUserConfig(config, this.release);
  }

  realms(): Readonly<Record<string, Realm>> {
    return this.files.realms;
  }

  /** Sets or (with undefined) removes a realm; the two that are built in come back with their defaults. */
  setRealm(name: string, realm: Realm | undefined): void {
    const realms = { ...BUILTIN_REALMS, ...without(this.files.realms, name) };
    if (realm?.default === 1) {
      for (const [other, { default: isDefault = 0, ...rest }] of Object.entries(realms)) {
        if (isDefault === 1) realms[other] = rest;
      }
    }
    this.files.realms = realm === undefined ? realms : { ...realms, [name]: realm };
  }

  setPassword(userid: string, password: string): void {
    const salt = randomBytes(12).toString("hex");
    this.files.passwords[userid] = `${salt}:${hash(password, salt)}`;
  }

  hasPassword(userid: string): boolean {
    return userid in this.files.passwords;
  }

  removePassword(userid: string): void {
    this.files.passwords = without(this.files.passwords, userid);
  }

  isPassword(userid: string, password: string): boolean {
    const [salt, expected] = this.files.passwords[userid]?.split(":") ?? [];
    if (salt === undefined || expected === undefined) return false;
    return timingSafeEqual(Buffer.from(hash(password, salt)), Buffer.from(expected));
  }

  /** Makes a new secret for a token; the one before is no longer good. */
  newTokenSecret(fullTokenid: string): string {
    const secret = randomUUID();
    this.files.tokenSecrets[fullTokenid] = secret;
    return secret;
  }

  tokenSecret(fullTokenid: string): string | undefined {
    return this.files.tokenSecrets[fullTokenid];
  }

  removeTokenSecret(fullTokenid: string): void {
    this.files.tokenSecrets = without(this.files.tokenSecrets, fullTokenid);
  }

  secondFactors(userid: string): SecondFactors | undefined {
    return this.files.secondFactors[userid];
  }

  setSecondFactors(userid: string, factors: SecondFactors | undefined): void {
    const rest = without(this.files.secondFactors, userid);
    this.files.secondFactors = factors === undefined ? rest : { ...rest, [userid]: factors };
  }

  get key(): string {
    return this.files.key;
  }

  /** Remembers all of the state. Answers a function that brings it back. */
  checkpoint(): () => void {
    const files = structuredClone(this.files);
    return () => {
      this.files = structuredClone(files);
    };
  }

  /** Writes the state file, readable by its owner only, when something changed since the last time. */
  save(): void {
    if (this.stateFile === undefined) return;
    const text = `${JSON.stringify(this.files, undefined, 2)}\n`;
    if (text === this.saved) return;
    const temporary = `${this.stateFile}.${randomBytes(6).toString("hex")}`;
    try {
      writeFileSync(temporary, text, { mode: 0o600, flag: "wx" });
      renameSync(temporary, this.stateFile);
    } finally {
      rmSync(temporary, { force: true });
    }
    this.saved = text;
  }
}

function hash(password: string, salt: string): string {
  return scryptSync(password, salt, 32, { N: 1024 }).toString("hex");
}

function emptyState(): Files {
  return {
    userConfig: "",
    realms: { ...BUILTIN_REALMS },
    passwords: {},
    tokenSecrets: {},
    secondFactors: {},
    key: randomBytes(32).toString("hex"),
  };
}

function readState(file: string): Files {
  try {
    const state = JSON.parse(readFileSync(file, "utf8")) as Partial<Files>;
    if (typeof state.userConfig !== "string" || typeof state.key !== "string")
      throw new Error("parts are missing");
    return { ...emptyState(), ...state };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `${file} is not a state file of the simulator (${reason}); delete it or name another one`,
      {
        cause,
      },
    );
  }
}
