import { Annotations, type IAspect } from "cdktf";
import type { IConstruct } from "constructs";
import { normalizeAclPath } from "../pve/names";
import { resolvePrivileges } from "../pve/privileges";
import { ProxmoxAcl } from "./acl";
import { ProxmoxApiToken } from "./api-token";
import { ProxmoxCluster } from "./cluster";
import { ProxmoxGrants } from "./grants";
import { releaseOf } from "./private/privilege-source";
import { ProxmoxRole } from "./role";

/** What {@link ProxmoxAccessGuard} looks at. */
export type ProxmoxAccessRule = "secure" | "administrator" | "root-acl" | "privilege-separation" | "expiry";

/** What a {@link ProxmoxAccessGuard} is given. */
export interface ProxmoxAccessGuardProps {
  /** The days within which every API token has to expire. @default 365 */
  readonly expiryDays?: number;
  /** Rules that do not count here. @default - all count */
  readonly except?: readonly ProxmoxAccessRule[];
  /** What the days count from. @default - when the stack is synthesized */
  readonly now?: Date;
}

/** Whoever has it can grant itself everything else. */
const ALL_MIGHTY = "Permissions.Modify";
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What a platform team may ask of every access to Proxmox VE, opt-in, for a stack or any part of it (of an App, cdktf
 * applies no Aspects):
 *
 * ```ts
 * Aspects.of(stack).add(new ProxmoxAccessGuard({ expiryDays: 90 }));
 * ```
 *
 * - `secure`: the node's certificate is verified, so no `insecure`;
 * - `administrator`: no role can grant itself what it lacks (`Permissions.Modify`, which `Administrator` has);
 * - `root-acl`: a role on `/` has a `reason`;
 * - `privilege-separation`: each API token has it;
 * - `expiry`: each API token expires, within `expiryDays`.
 *
 * What breaks a rule is an error at synth, with the construct's path; all errors are reported together.
 */
export class ProxmoxAccessGuard implements IAspect {
  readonly #props: ProxmoxAccessGuardProps;

  public constructor(props: ProxmoxAccessGuardProps = {}) {
    this.#props = props;
  }

  /** Called by cdktf for every construct. */
  public visit(node: IConstruct): void {
    if (node instanceof ProxmoxCluster) this.#secure(node);
    if (node instanceof ProxmoxRole) this.#noAdministrator(node, [node]);
    if (node instanceof ProxmoxGrants) this.#noAdministrator(node, node.grants);
    if (node instanceof ProxmoxAcl) this.#reasonOnRoot(node);
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

  #noAdministrator(node: IConstruct, roles: readonly Pick<ProxmoxRole, "roleid" | "privileges">[]): void {
    for (const { roleid, privileges } of roles) {
      if (!resolvePrivileges(privileges, releaseOf(undefined)).privileges.includes(ALL_MIGHTY)) continue;
      const consequence = `so whoever has it can become an Administrator`;
      this.#error(node, "administrator", `role ${roleid} has ${ALL_MIGHTY}, ${consequence}. Take it out.`);
    }
  }

  #reasonOnRoot(acl: ProxmoxAcl): void {
    const root = acl.paths.filter(
      ({ path = "/", reason = "" }) => normalizeAclPath(path) === "/" && reason === "",
    );
    if (root.length === 0) return;
    const fix = "Name a narrower path, such as /pool/lab, or say why in the entry's `reason`.";
    this.#error(acl, "root-acl", `a role is granted on /, without a reason. ${fix}`);
  }

  #tokenIsLimited(token: ProxmoxApiToken): void {
    const name = `API token ${token.fullTokenid}`;
    if (!token.privilegeSeparation) {
      const fix = "Set privilegeSeparation: true.";
      this.#error(token, "privilege-separation", `${name} has all that its user has. ${fix}`);
    }
    const { expiryDays = 365, now = new Date() } = this.#props;
    const latest = new Date(now.getTime() + expiryDays * DAY_MS);
    const expire = token.term === undefined ? (token.expire ?? 0) : now.getTime() / 1000 + token.term;
    if (expire !== 0 && expire * 1000 <= latest.getTime()) return;
    const when = expire === 0 ? "never expires" : `expires in more than ${String(expiryDays)} days`;
    const fix = `Set \`expires\` to ${String(expiryDays)}d, or to a day until ${latest.toISOString().slice(0, 10)}.`;
    this.#error(token, "expiry", `${name} ${when}. ${fix}`);
  }

  #error(node: IConstruct, rule: ProxmoxAccessRule, message: string): void {
    if (this.#props.except?.includes(rule)) return;
    Annotations.of(node).addError(`${message} (rule ${rule} of ProxmoxAccessGuard)`);
  }
}
