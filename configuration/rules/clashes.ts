/** What the parts of a configuration would overwrite for each other. It looks at the whole, with all defaults. */
import { normaliseEndpoint } from "../../pve/names";
import { profileRoles } from "../../pve/privileges";
import type { AccessConfiguration, ProxmoxConfiguration } from "../types";
import { identitiesOf } from "../identities";
import { type Fault, jsonPath } from "./fault";
import { type FilePart, filesOf } from "./files";

/** The roles and files that are described twice. */
export function clashes(configuration: ProxmoxConfiguration): Fault[] {
  return [...sharedRoles(configuration), ...sharedFiles(configuration)];
}

/** `ci-role` on `/pool/x` is `ci-role-pool-x`, and another identity may have called its role that. */
function sharedRoles({ clusters }: ProxmoxConfiguration): Fault[] {
  const all = Object.entries(clusters).flatMap(([key, cluster]) =>
    identitiesOf(key, cluster).map(({ access, place }) => ({
      endpoint: normaliseEndpoint(cluster.endpoint[0] ?? "", "endpoint"),
      path: [...place, "role", "roleid"],
      roleids: roleidsOf(access),
    })),
  );
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

function roleidsOf({ role, parameters }: AccessConfiguration): readonly string[] {
  const { roleid, profile: profiles = ["opentofu-vm"], add = [], remove = [] } = role;
  if (parameters === undefined) return [roleid];
  return profileRoles({ profiles, add, remove }, parameters, roleid).map((grant) => grant.roleid);
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
