/** The objects that the tests of the engine describe, and a cluster as a test would have it seen. */
import type { AclEntry } from "../../../pve/objects";
import type { Claim } from "../../../pve/reconcile";
import type { Seen } from "../../../pve/objects";
import type { AclSpec, RoleSpec, TokenSpec, UserSpec } from "../../../pve/spec";

export const OWNER = "access/host3";
/** The id of the Terraform state that asks. */
export const STATE = "1";
/** One that was deployed from elsewhere. */
export const OTHER_STATE = "2";

export const USER: UserSpec = { kind: "user", userid: "opentofu@pve" };
export const ROLE: RoleSpec = {
  kind: "role",
  roleid: "opentofu-role",
  privileges: { list: ["VM.Audit", "VM.Clone"] },
};
export const ACL: AclSpec = {
  kind: "acl",
  path: "/",
  roleid: ROLE.roleid,
  subject: { type: "user", ugid: USER.userid },
  propagate: true,
};
export const TOKEN: TokenSpec = {
  kind: "token",
  userid: USER.userid,
  tokenid: "opentofu-token",
  privsep: false,
  rotation: "1",
  issue: "11",
};
export const FULL_TOKENID = `${TOKEN.userid}!${TOKEN.tokenid}`;
export const SEPARATED: TokenSpec = { ...TOKEN, privsep: true };
export const TOKEN_ACL: AclSpec = { ...ACL, subject: { type: "token", ugid: FULL_TOKENID } };
export const ALL = [USER, ROLE, TOKEN, ACL] as const;

/** A mark as PVE shows it at the end of a comment. */
export function mark(
  change: { owner?: string; state?: string; issue?: string; adopted?: boolean } = {},
): string {
  const { owner = OWNER, state = STATE, issue, adopted = false } = change;
  return `(cdktf-proxmox-access: ${owner}, ${state}${issue === undefined ? "" : `, issue ${issue}`}${adopted ? ", adopted" : ""})`;
}

/** The claim of a first deploy, but for what is said. */
export function claim(change: Partial<Claim> = {}): Claim {
  return {
    cluster: "host3",
    owner: OWNER,
    state: STATE,
    states: [STATE],
    deployed: undefined,
    begun: new Set(),
    origins: {},
    lost: new Set(),
    mayIssue: () => true,
    ...change,
  };
}

/** What a state held: objects by name, and the issue of a token. */
export function deployed(names: readonly string[], issue?: string): NonNullable<Claim["deployed"]> {
  return {
    objects: new Map(names.map((name) => [name, undefined])),
    issues: new Map(issue === undefined ? [] : [[`token ${FULL_TOKENID}`, issue]]),
  };
}

/** A token as {@link seen} shows it. */
export interface SeenToken {
  readonly comment?: string;
  readonly privsep?: boolean;
  readonly expire?: number;
}

/** What a test has in PVE. */
export interface There {
  /** Settings by userid. */
  readonly users?: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  /** Comments by groupid. */
  readonly groups?: Readonly<Record<string, string>>;
  /** By full token id. */
  readonly tokens?: Readonly<Record<string, SeenToken>>;
  /** Privileges by roleid. */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
  readonly builtIn?: Readonly<Record<string, readonly string[]>>;
  readonly acl?: readonly AclEntry[];
}

/** A cluster as it is observed. */
export function seen(there: There = {}): Seen {
  const { users = {}, groups = {}, tokens = {}, roles = {}, builtIn = {}, acl = [] } = there;
  const settings = { comment: "", email: "", firstname: "", lastname: "", enable: true, expire: 0 };
  const tokensOf = (userid: string) =>
    Object.entries(tokens)
      .filter(([name]) => name.startsWith(`${userid}!`))
      .map(([name, token]) => {
        const own = { comment: "", privsep: false, expire: 0, ...token };
        return [name.slice(userid.length + 1), { settings: own }] as const;
      });
  const rolesOf = (given: Readonly<Record<string, readonly string[]>>, builtInOnes: boolean) =>
    Object.entries(given).map(
      ([roleid, privileges]) => [roleid, { privileges, builtIn: builtInOnes }] as const,
    );
  return {
    users: new Map(
      Object.entries(users).map(([userid, own]) => [
        userid,
        { settings: { ...settings, ...own }, groups: [], tokens: new Map(tokensOf(userid)) },
      ]),
    ),
    groups: new Map(
      Object.entries(groups).map(([groupid, comment]) => [groupid, { settings: { comment }, members: [] }]),
    ),
    roles: new Map([...rolesOf(roles, false), ...rolesOf(builtIn, true)]),
    acl,
  };
}

/** An ACL entry of somebody with our role. */
export function entry(ugid: string, change: Partial<AclEntry> = {}): AclEntry {
  const type = ugid.includes("!") ? "token" : ugid.includes("@") ? "user" : "group";
  return { path: "/", roleid: ROLE.roleid, subject: { type, ugid }, propagate: true, ...change };
}
