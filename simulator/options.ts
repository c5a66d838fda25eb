/** How a simulator is started, and what it offers to a test. */
import type { Certificate, CertificateOptions } from "./http/certificate";
import type { FaultPlan } from "./faults";
import type { Inventory } from "./state/inventory";
import type { PveRelease } from "./releases";
import type { Realm } from "./state/store";

export interface SimulatorOptions {
  /** The PVE release to stand in for. */
  readonly pve: PveRelease;
  /** Default: a free port. */
  readonly port?: number;
  /** Password of root@pam. Default: `secret-root`. */
  readonly rootPassword?: string;
  /** How long a failed authentication takes, in milliseconds; PVE takes 3000. Default: 0. */
  readonly authDelayMs?: number;
  /** JSON file that keeps the state over restarts; written 0600. Default: the state ends with the process. */
  readonly stateFile?: string;
  /** Node names, the answering one first. Default: `pve`. */
  readonly nodes?: readonly string[];
  /** Default: a single node without a cluster. */
  readonly clusterName?: string;
  /**
   * Default: a fresh certificate, issued by a fresh CA of the cluster. One that is given without its CA is a custom certificate:
   * the node serves it, and keeps its own beside it.
   */
  readonly certificate?: Partial<Certificate> & Pick<Certificate, "key" | "cert">;
  /** What a fresh certificate is like; see `CertificateOptions`. */
  readonly certificateOptions?: CertificateOptions;
  /** Storages, networks, pools and the like; what is left out is as on a fresh installation. */
  readonly inventory?: Partial<Omit<Inventory, "nodes" | "clusterName">>;
  /** Groups without members, made where they are not there yet. Default: none. */
  readonly groups?: readonly string[];
  /** base32: root@pam is asked for a code at each login. Default: none. */
  readonly rootTotpSecret?: string;
  /** The path that the API is below, as behind a reverse proxy: `/cluster1`; the proxy answers elsewhere. Default: none. */
  readonly prefix?: string;
  /** Gets one line per request; never a secret. */
  readonly log?: (line: string) => void;
}

/** A request that was received. */
export interface RecordedRequest {
  /** From 1, since the start or the last `clearRequests()`. */
  readonly n: number;
  readonly method: string;
  /** Decoded, below `/api2/json`; the whole path for requests elsewhere. */
  readonly path: string;
  /** As far as the query holds no secret. */
  readonly query: Readonly<Record<string, string>>;
  /** 0 when no reply was sent (yet). */
  readonly status: number;
  /** A userid or a full token id; undefined when nobody was identified. */
  readonly identity: string | undefined;
}

/** The state that a client can change, in plain values; sorted. */
export interface SimulatorState {
  /** All users but root@pam, who always exists. */
  readonly users: readonly {
    readonly userid: string;
    readonly enable: boolean;
    /** Seconds since the epoch; 0 = never. */
    readonly expire: number;
    readonly firstname: string;
    readonly lastname: string;
    readonly email: string;
    readonly comment: string;
    readonly groups: readonly string[];
  }[];
  /** All roles but the built-in ones. */
  readonly roles: readonly { readonly roleid: string; readonly privileges: readonly string[] }[];
  readonly acl: readonly {
    readonly path: string;
    readonly type: "user" | "group" | "token";
    readonly ugid: string;
    readonly roleid: string;
    readonly propagate: boolean;
  }[];
  readonly tokens: readonly {
    readonly userid: string;
    readonly tokenid: string;
    /** `userid!tokenid` */
    readonly fullTokenid: string;
    readonly privsep: boolean;
    readonly expire: number;
    readonly comment: string;
    readonly secret: string;
  }[];
  readonly groups: readonly {
    readonly groupid: string;
    readonly comment: string;
    readonly users: readonly string[];
  }[];
}

/** A user that a test needs from the start. */
export interface NewUser {
  readonly userid: string;
  /** Works for every realm, also where the API can't set one. */
  readonly password?: string;
  readonly enable?: boolean;
  /** Seconds since the epoch. */
  readonly expire?: number;
  readonly comment?: string;
  /** base32; asks for a code at each login. */
  readonly totpSecret?: string;
  /** Each is good once. */
  readonly recoveryKeys?: readonly string[];
}

export interface NewRealm extends Realm {
  readonly realm: string;
}

/** A running simulator. */
export interface Simulator {
  /** `https://127.0.0.1:<port>`, and the prefix */
  readonly endpoint: string;
  readonly port: number;
  /** SHA-256 of the certificate: `AA:BB:…`. */
  readonly fingerprint: string;
  /** PEM */
  readonly certificate: string;
  /** PEM; of a given certificate without a CA, the certificate itself. */
  readonly caCertificate: string;
  readonly rootPassword: string;
  readonly pve: PveRelease;
  readonly requests: readonly RecordedRequest[];
  /** TCP connections that came since the start or the last `clearRequests()`. */
  readonly connections: number;
  readonly faults: FaultPlan;
  /** Forgets the recorded requests and connections, and counts from 1 again. */
  clearRequests(): void;
  snapshot(): SimulatorState;
  /** Remembers the state as it is. Answers a function that brings it back, as often as wanted. */
  checkpoint(): () => void;
  /** Adds a user, or changes the password and second factors of one. */
  addUser(user: NewUser): void;
  addRealm(realm: NewRealm): void;
  /** The code that a user's TOTP secret gives now, with the kind in front: `totp:123456`. */
  totp(userid: string): string;
  /** Moves the cluster's clock, for tests of expiry. */
  advanceClock(seconds: number): void;
  /** Stops listening and drops all connections. */
  stop(): Promise<void>;
}
