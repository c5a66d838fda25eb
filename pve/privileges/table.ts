/**
 * Which privilege exists in which PVE version, read from the sources of pve-access-control (`$valid_privs` in
 * AccessControl.pm) at 7.4.3, 8.2.3, 9.0.3, 9.0.4 and 9.1.1.
 */
import type { PrivilegeName } from "./known-names";
import { type PveRelease, isAtLeast } from "./release";

/** When a privilege came, when it went, and what to use where it is missing. */
interface Lifespan {
  readonly since?: PveRelease;
  /** The first release without it. */
  readonly until?: PveRelease;
  /** What gives the same where it does not exist; empty when nothing does, or nothing is needed. */
  readonly instead: readonly PrivilegeName[];
}

/** In every version from 7.0 to 9.2. */
const LASTING: Lifespan = { instead: [] };

const V7_3 = { major: 7, minor: 3 };
const V7_4 = { major: 7, minor: 4 };
const V8_0 = { major: 8, minor: 0 };
const V8_2 = { major: 8, minor: 2 };
const V9_0 = { major: 9, minor: 0 };

const LIFESPANS: Readonly<Record<PrivilegeName, Lifespan>> = {
  "Datastore.Allocate": LASTING,
  "Datastore.AllocateSpace": LASTING,
  "Datastore.AllocateTemplate": LASTING,
  "Datastore.Audit": LASTING,
  "Group.Allocate": LASTING,
  "Mapping.Audit": { since: V8_0, instead: [] },
  "Mapping.Modify": { since: V8_0, instead: [] },
  "Mapping.Use": { since: V8_0, instead: [] },
  "Permissions.Modify": LASTING,
  "Pool.Allocate": LASTING,
  "Pool.Audit": LASTING,
  "Realm.Allocate": LASTING,
  "Realm.AllocateUser": LASTING,
  "SDN.Allocate": LASTING,
  "SDN.Audit": LASTING,
  // 7.4 has it with its last updates, and no check there asks for it.
  "SDN.Use": { since: V7_4, instead: [] },
  "Sys.AccessNetwork": { since: V8_2, instead: ["Sys.Audit", "Sys.Modify"] },
  "Sys.Audit": LASTING,
  "Sys.Console": LASTING,
  "Sys.Incoming": { since: V7_3, instead: [] },
  "Sys.Modify": LASTING,
  "Sys.PowerMgmt": LASTING,
  "Sys.Syslog": LASTING,
  "User.Modify": LASTING,
  "VM.Allocate": LASTING,
  "VM.Audit": LASTING,
  "VM.Backup": LASTING,
  "VM.Clone": LASTING,
  "VM.Config.CDROM": LASTING,
  "VM.Config.CPU": LASTING,
  "VM.Config.Cloudinit": LASTING,
  "VM.Config.Disk": LASTING,
  "VM.Config.HWType": LASTING,
  "VM.Config.Memory": LASTING,
  "VM.Config.Network": LASTING,
  "VM.Config.Options": LASTING,
  "VM.Console": LASTING,
  "VM.GuestAgent.Audit": { since: V9_0, instead: ["VM.Monitor"] },
  "VM.GuestAgent.FileRead": { since: V9_0, instead: ["VM.Monitor"] },
  "VM.GuestAgent.FileSystemMgmt": { since: V9_0, instead: ["VM.Monitor"] },
  "VM.GuestAgent.FileWrite": { since: V9_0, instead: ["VM.Monitor"] },
  "VM.GuestAgent.Unrestricted": { since: V9_0, instead: ["VM.Monitor"] },
  "VM.Migrate": LASTING,
  // Reading what the agent says is the lesser of the two, so it comes first.
  "VM.Monitor": { until: V9_0, instead: ["VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted"] },
  "VM.PowerMgmt": LASTING,
  "VM.Replicate": { since: V9_0, instead: [] },
  "VM.Snapshot": LASTING,
  "VM.Snapshot.Rollback": LASTING,
};

/** Every privilege that any version from 7.0 to 9.2 has, sorted. */
export function allPrivileges(): readonly PrivilegeName[] {
  return Object.keys(LIFESPANS).sort() as PrivilegeName[];
}

/** The privileges that a release has, sorted. One after 9.2 is taken to have those of 9.2. */
export function knownPrivileges(release: PveRelease): readonly string[] {
  return allPrivileges().filter((name) => exists(name, release));
}

/** What to use on a release instead of a privilege that only other releases have; empty when it is there or unheard of. */
export function replacements(name: string, release: PveRelease): readonly string[] {
  return exists(name, release) ? [] : (lifespan(name)?.instead ?? []);
}

/** The names that `remove` takes out on a release: each with what stands in for it there. */
export function removedPrivileges(remove: readonly string[], release: PveRelease): ReadonlySet<string> {
  return new Set(remove.flatMap((name) => [name, ...replacements(name, release)]));
}

/** The releases at which privileges came or went. */
export const TURNING_POINTS: readonly PveRelease[] = [{ major: 7, minor: 0 }, V7_3, V7_4, V8_0, V8_2, V9_0];

function exists(name: string, release: PveRelease): boolean {
  const { since, until } = lifespan(name) ?? {};
  if (since !== undefined && !isAtLeast(release, since)) return false;
  return until === undefined || !isAtLeast(release, until);
}

function lifespan(name: string): Lifespan | undefined {
  return Object.hasOwn(LIFESPANS, name) ? LIFESPANS[name as PrivilegeName] : undefined;
}
