import { Annotations, type IAspect } from "cdktf";
import type { IConstruct } from "constructs";
import { DAY, LONGEST_TERM, expiryFault, normalizeAclPath, unknownWordFault } from "../pve/names";
import { plural } from "../pve/plural";
import { resolvePrivileges } from "../pve/privileges";
import type { RoleSpec } from "../pve/spec";
import { ProxmoxAcl } from "./acl";
import { ProxmoxApiToken } from "./api-token";
import { ProxmoxCluster } from "./cluster";
import { ProxmoxGrants } from "./grants";
import { reachStacks } from "./private/aspects-above";
import {
  type Fault,
  type Faults,
  type NamesOf,
  checkGiven,
  checkList,
  faultsOf,
  refuseGiven,
  wrongType,
} from "./private/checks";
import { releaseOf } from "./private/privilege-source";
import { ProxmoxRole } from "./role";

/** What {@link ProxmoxAccessGuard} looks at. */
export type ProxmoxAccessRule = "secure" | "administrator" | "root-acl" | "privilege-separation" | "expiry";

/** What a {@link ProxmoxAccessGuard} is given. */
export interface ProxmoxAccessGuardProps {
  /** The days within which every API token has to expire. @default 365 */
  readonly expiryDays?: number;
  /** Rules that do not count here: what they ask for is accepted as it is. @default - all count */
  readonly except?: readonly ProxmoxAccessRule[];
  /** What the days count from. @default - when the stack is synthesized */
  readonly now?: Date;
}

/** Whoever has it can grant itself everything else. */
const ALL_MIGHTY = "Permissions.Modify";
/** Roles of PVE that have it, and those that had it before PVE 8. */
const MIGHTY_ROLES = ["Administrator"];
const MIGHTY_BEFORE_8 = ["PVEAdmin", "PVESysAdmin"];
const GUARD: NamesOf<ProxmoxAccessGuardProps> = { expiryDays: true, except: true, now: true };
const RULES: Readonly<Record<ProxmoxAccessRule, true>> = {
  secure: true,
  administrator: true,
  "root-acl": true,
  "privilege-separation": true,
  expiry: true,
};
/** As many as a token's term may have: 100 years. */
const MOST_DAYS = LONGEST_TERM / DAY;

/**
 * What a platform team may ask of every access to Proxmox VE, opt-in, for an App with all its stacks, a stack or any part of it:
 *
 * ```ts
 * Aspects.of(app).add(new ProxmoxAccessGuard({ expiryDays: 90 }));
 * ```
 *
 * - `secure`: the node's certificate is verified, so no `insecure`;
 * - `administrator`: no role can grant itself what it lacks (`Permissions.Modify`, which `Administrator` has); what other roles hold
 *   that exist already, a program does not know;
 * - `root-acl`: a role on `/` has a `reason`; what a confined profile needs on `/` alone, it may have there;
 * - `privilege-separation`: each API token has it;
 * - `expiry`: each API token expires, within `expiryDays`.
 *
 * An access with all its defaults breaks the last three, and is meant to: each of them is a decision, which is then said in the
 * access, or accepted for all by `except`. What breaks a rule is an error at synth, with the construct's path; all errors are
 * reported together.
 */
export class ProxmoxAccessGuard implements IAspect {
  readonly #props: ProxmoxAccessGuardProps;
  readonly #visited = new WeakSet<IConstruct>();

  /** @throws Error with every fault of the props */
  public constructor(props: ProxmoxAccessGuardProps = {}) {
    refuseGiven("ProxmoxAccessGuard", faultsOf(props, GUARD, guardFaults));
    this.#props = props;
    reachStacks(this);
  }

  /** Called for every construct, and heeded once: the same guard may be added to an App and to a stack of it. */
  public visit(node: IConstruct): void {
    if (this.#visited.has(node)) return;
    this.#visited.add(node);
    if (node instanceof ProxmoxCluster) this.#secure(node);
    if (node instanceof ProxmoxRole)
      this.#noAdministrator(node, [{ roleid: node.roleid, privileges: node.source }]);
    if (node instanceof ProxmoxGrants) this.#noAdministrator(node, node.sources);
    if (node instanceof ProxmoxAcl) {
      this.#noBuiltInAdministrator(node);
      this.#reasonOnRoot(node);
    }
    if (node instanceof ProxmoxApiToken) this.#tokenIsLimited(node);
  }

  #secure(cluster: ProxmoxCluster): void {
    if (!cluster.insecure) return;
    const fix = "Give the cluster its fingerprint or caFile.";
    this.#error(
      cluster,
      "secure",
      `cluster ${cluster.key} is reached without verifying its certificate. ${fix}`,
    );
  }

  #noAdministrator(node: IConstruct, roles: readonly Pick<RoleSpec, "roleid" | "privileges">[]): void {
    for (const { roleid, privileges } of roles) {
      if (!resolvePrivileges(privileges, releaseOf(undefined)).privileges.includes(ALL_MIGHTY)) continue;
      this.#tooMighty(node, roleid, "Take it out.");
    }
  }

  /** Of roles that exist already, those that PVE has built in are known. */
  #noBuiltInAdministrator(acl: ProxmoxAcl): void {
    const { role, cluster } = acl;
    if (role instanceof ProxmoxRole || role instanceof ProxmoxGrants) return;
    const isOld = releaseOf(cluster.pveVersion).major < 8;
    if ([...MIGHTY_ROLES, ...(isOld ? MIGHTY_BEFORE_8 : [])].includes(role.roleid))
      this.#tooMighty(acl, role.roleid, "Grant another one.");
  }

  #tooMighty(node: IConstruct, roleid: string, fix: string): void {
    const consequence = `so whoever has it can become an Administrator`;
    this.#error(node, "administrator", `role ${roleid} has ${ALL_MIGHTY}, ${consequence}. ${fix}`);
  }

  #reasonOnRoot(acl: ProxmoxAcl): void {
    const broughtAlong = acl.role.grants !== undefined;
    const root = acl.paths.filter(({ path = "/", propagate = true, reason = "" }) => {
      return normalizeAclPath(path) === "/" && reason === "" && (propagate || !broughtAlong);
    });
    if (root.length === 0) return;
    const fix = broughtAlong
      ? "Name in `parameters` what confines the profile, such as a pool."
      : "/ is the default: name a narrower path, such as /pool/lab, or say why in the entry's `reason`.";
    this.#error(acl, "root-acl", `a role is granted on /, without a reason. ${fix}`);
  }

  #tokenIsLimited(token: ProxmoxApiToken): void {
    const name = `API token ${token.fullTokenid}`;
    if (!token.privilegeSeparation) {
      const fix = "Set privilegeSeparation: true.";
      this.#error(token, "privilege-separation", `${name} has all that its user has, as by default. ${fix}`);
    }
    const { expiryDays = 365, now = new Date() } = this.#props;
    const latest = new Date(now.getTime() + expiryDays * DAY * 1000);
    const expire = token.term === undefined ? (token.expire ?? 0) : now.getTime() / 1000 + token.term;
    if (expire !== 0 && expire * 1000 <= latest.getTime()) return;
    const when =
      expire === 0 ? "never expires, as by default" : `expires in more than ${plural(expiryDays, "day")}`;
    const fix = `Set \`expires\` to ${String(expiryDays)}d, or to a day until ${latest.toISOString().slice(0, 10)}.`;
    this.#error(token, "expiry", `${name} ${when}. ${fix}`);
  }

  #error(node: IConstruct, rule: ProxmoxAccessRule, message: string): void {
    if (this.#props.except?.includes(rule)) return;
    const way = `rule ${rule} of ProxmoxAccessGuard, whose except: ["${rule}"] accepts it`;
    Annotations.of(node).addError(`${message} (${way})`);
  }
}

function guardFaults({ expiryDays, except, now }: ProxmoxAccessGuardProps): Faults {
  const ruleFault = (rule: string): Fault => unknownWordFault("rule", rule, Object.keys(RULES));
  return {
    expiryDays: daysFault(expiryDays),
    ...checkList("except", except, (rule) => checkGiven(rule, ruleFault)),
    now: momentFault(now),
  };
}

function daysFault(days: unknown): Fault {
  if (days === undefined) return undefined;
  if (typeof days !== "number") return wrongType("a number of days", days);
  const isTerm = Number.isInteger(days) && days > 0 && days <= MOST_DAYS;
  return isTerm ? undefined : `must be a whole number from 1 to ${String(MOST_DAYS)}, not ${String(days)}`;
}

function momentFault(moment: unknown): Fault {
  if (moment === undefined) return undefined;
  if (!(moment instanceof Date)) return wrongType("a Date", moment);
  return (
    expiryFault(moment) &&
    "is a Date of no moment until the year 9999; give another one, such as `new Date()`"
  );
}
