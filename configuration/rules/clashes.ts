/** What the parts of a configuration would overwrite for each other. It looks at the whole, with all defaults. */
import { profileRoles } from "../../pve/privileges/profile-places";
import type { AccessConfiguration, ProxmoxConfiguration } from "../types";
import { identitiesOf } from "../identities";
import { type Fault, jsonPath } from "./fault";
import { filesOf } from "./files";

/** The roles and files that are described twice. */
export function clashes(configuration: ProxmoxConfiguration): Fault[] {
  return [...sharedRoles(configuration), ...sharedFiles(configuration)];
}

/** `ci-role` on `/pool/x` is `ci-role-pool-x`, and another identity may have called its role that. */
function sharedRoles({ clusters }: ProxmoxConfiguration): Fault[] {
  const all = Object.entries(clusters).flatMap(([key, cluster]) =>
    identitiesOf(key, cluster).map(({ access, place }) => ({
      endpoint: cluster.endpoint,
      path: [...place, "role", "roleid"],
      roleids: roleidsOf(access),
    })),
  );
  return all.flatMap(({ endpoint, path, roleids }, index) =>
    all.slice(0, index).flatMap((other) => {
      const shared =
        other.endpoint === endpoint ? roleids.find((id) => other.roleids.includes(id)) : undefined;
      if (shared === undefined) return [];
      return [
        { path, message: `makes the role ${shared}, as ${jsonPath(other.path)} does; choose another one` },
      ];
    }),
  );
}

function roleidsOf({ role, parameters }: AccessConfiguration): readonly string[] {
  const { roleid, profile: profiles = ["opentofu-vm"], add = [], remove = [] } = role;
  if (parameters === undefined) return [roleid];
  return profileRoles({ profiles, add, remove }, parameters, roleid).map((grant) => grant.roleid);
}

/** Identities may share a file that holds several clusters; any other file has one writer. */
function sharedFiles(configuration: ProxmoxConfiguration): Fault[] {
  const files = filesOf(configuration);
  return files.flatMap((file, index) => {
    const first = files.slice(0, index).find(({ path }) => path === file.path);
    if (first === undefined) return [];
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
