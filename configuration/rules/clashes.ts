/** What the parts of a configuration would overwrite for each other. It looks at the whole, with all defaults. */
import { normaliseEndpoint, tokenidsOf } from "../../pve/names";
import { profileRoles } from "../../pve/privileges";
import { fullTokenid } from "../../pve/spec";
import type {
  AccessConfiguration,
  ClusterConfiguration,
  GroupConfiguration,
  ProxmoxConfiguration,
} from "../types";
import { groupsOf, identitiesOf } from "../identities";
import { type Fault, jsonPath } from "./fault";
import { type FilePart, filesOf } from "./files";

/** The roles and files that are described twice. */
export function clashes(configuration: ProxmoxConfiguration): Fault[] {
  return [...sharedRoles(configuration), ...sharedByUser(configuration), ...sharedFiles(configuration)];
}

/** Identities may share a user, and a role that exists already, but no token and no ACL entry. */
function sharedByUser({ clusters }: ProxmoxConfiguration): Fault[] {
  const makers = new Map<string, readonly string[]>();
  return Object.entries(clusters)
    .flatMap(([key, cluster]) =>
      identitiesOf(key, cluster).flatMap(({ access, place }) =>
        [...tokensOf(access, place), ...entriesOf(access, place)].map((one) => ({
          ...one,
          id: `${endpointOf(cluster)} ${one.name}`,
        })),
      ),
    )
    .flatMap(({ id, name, path }) => {
      const other = makers.get(id);
      if (other === undefined) makers.set(id, path);
      return other === undefined
        ? []
        : [{ path, message: `makes the ${name}, as ${jsonPath(other)} does; leave one of them out` }];
    });
}

interface Made {
  readonly name: string;
  readonly path: readonly string[];
}

function tokensOf({ user: { userid }, token }: AccessConfiguration, place: readonly string[]): Made[] {
  const names = tokenidsOf(token).map((tokenid) => `API token ${fullTokenid({ userid, tokenid })}`);
  return names.map((name) => ({ name, path: [...place, "token", "tokenid"] }));
}

/** Those of roles that exist: any other one is granted by one identity only. */
function entriesOf({ user, role, acl = [], token }: AccessConfiguration, place: readonly string[]): Made[] {
  const isOfUser = !(user.existing !== undefined && token.privilegeSeparation);
  if (role.existing === undefined || !isOfUser) return [];
  const names = acl.map(({ path }) => `ACL entry on ${path} with ${role.roleid} for ${user.userid}`);
  return names.map((name) => ({ name, path: [...place, "acl"] }));
}

/** `ci-role` on `/pool/x` is `ci-role-pool-x`, and another identity or a group may have called its role that. */
function sharedRoles({ clusters }: ProxmoxConfiguration): Fault[] {
  const all = Object.entries(clusters).flatMap(([key, cluster]) => {
    const grantees = [
      ...groupsOf(key, cluster).map(({ group, place }) => ({ grant: group, place })),
      ...identitiesOf(key, cluster).map(({ access, place }) => ({ grant: access, place })),
    ];
    return grantees.map(({ grant, place }) => ({
      endpoint: endpointOf(cluster),
      path: [...place, "role", "roleid"],
      roleids: roleidsOf(grant),
    }));
  });
  const makers = new Map<string, readonly string[]>();
  return all.flatMap(({ endpoint, path, roleids }) => {
    const name = (roleid: string) => `${endpoint} ${roleid}`;
    const shared = roleids.find((roleid) => makers.has(name(roleid)));
    const other = shared === undefined ? undefined : makers.get(name(shared));
    for (const roleid of roleids) if (!makers.has(name(roleid))) makers.set(name(roleid), path);
    if (shared === undefined || other === undefined) return [];
    return [{ path, message: `makes the role ${shared}, as ${jsonPath(other)} does; choose another one` }];
  });
}

function roleidsOf({ role, acl, parameters }: GroupConfiguration): readonly string[] {
  if (role === undefined) return [];
  const { roleid, profile: profiles = ["opentofu-vm"], add = [], remove = [] } = role;
  if (role.existing !== undefined || acl?.length === 0) return [];
  if (parameters === undefined) return [roleid];
  return profileRoles({ profiles, add, remove }, parameters, roleid).map((grant) => grant.roleid);
}

/** Clusters at one (first) endpoint are one, however it is written. */
function endpointOf({ endpoint }: ClusterConfiguration): string {
  return normaliseEndpoint(endpoint[0] ?? "", "endpoint");
}

/** Identities may share a file that holds several clusters; any other file has one writer. */
function sharedFiles(configuration: ProxmoxConfiguration): Fault[] {
  const writers = new Map<string, FilePart>();
  return filesOf(configuration).flatMap((file) => {
    const first = writers.get(file.path);
    if (first === undefined) {
      writers.set(file.path, file);
      return [];
    }
    const both = `${file.path} is written for ${jsonPath(first.place)} too`;
    if (file.shape === undefined || file.shape !== first.shape)
      return [{ path: file.place, message: `${both}, in another form; give it another path` }];
    return file.cluster === first.cluster
      ? [
          {
            path: file.place,
            message: `${both}, with another token of the same cluster; give it another path`,
          },
        ]
      : [];
  });
}
