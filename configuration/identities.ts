/** The identities of a cluster: the one that the cluster itself describes, and those with names. */
import type { z } from "zod";
import type { AccessConfiguration, ClusterConfiguration, IdentityConfiguration } from "./types";
import type { Draft } from "./rules/draft";
import type { identitySchema } from "./schema/identity";
import type { configurationSchema } from "./schema/root";

type ParsedCluster = z.output<typeof configurationSchema>["clusters"][string];
type ParsedIdentity = z.output<typeof identitySchema>;

/** One identity of a cluster, with what it takes from the cluster. */
export interface Identity {
  /** Its name in the stack: the cluster's key, and behind it the identity's own name. */
  readonly id: string;
  readonly access: AccessConfiguration;
  /** What is written for it alone; nothing for the identity that the cluster itself describes. */
  readonly outputs: IdentityConfiguration["outputs"];
  /** Where it is described, below `context.proxmox`. */
  readonly place: readonly string[];
}

/** Every identity of a cluster. */
export function identitiesOf(key: string, cluster: ClusterConfiguration): readonly Identity[] {
  const { user, role, token, acl, parameters, identities = {} } = cluster;
  const place = ["clusters", key];
  const common = {
    adopt: cluster.adopt,
    ...(cluster.removalPolicy !== undefined && { removalPolicy: cluster.removalPolicy }),
  };
  const named = Object.entries(identities).map(([name, { outputs, ...access }]): Identity => {
    const ensure = cluster.ensure === "absent" ? "absent" : (access.ensure ?? "present");
    return {
      id: identityId(key, name),
      access: { ...common, ...access, ensure },
      outputs,
      place: [...place, "identities", name],
    };
  });
  if (user === undefined || role === undefined || token === undefined) return named;
  const own = { user, role, token, ...common, ensure: cluster.ensure };
  const where = { ...(acl && { acl }), ...(parameters && { parameters }) };
  return [{ id: key, access: { ...own, ...where }, outputs: {}, place }, ...named];
}

/** How the stack names an identity. */
export function identityId(key: string, name: string): string {
  return `${key}-${name}`;
}

/** Whether the cluster itself describes an identity: it does unless there are only named ones. */
export function hasOwnAccess(cluster: Draft): boolean {
  return cluster.at("identities").keys.length === 0 || OWN.some((key) => cluster.at(key).present);
}

const OWN = ["user", "role", "acl", "parameters", "token"];
const EVERYTHING = [{ path: "/", propagate: true }];

/** The cluster with the defaults that depend on its key, on the names of its identities, and on other settings. */
export function clusterWithDefaults(key: string, parsed: ParsedCluster, draft: Draft): ClusterConfiguration {
  const { user, role, token, acl, parameters, identities, ...cluster } = parsed;
  const where = parameters === undefined ? { acl: acl ?? EVERYTHING } : { parameters };
  const named = Object.entries(identities ?? {}).map(([name, identity]): [string, IdentityConfiguration] => {
    return [name, identityWithDefaults(key, name, identity)];
  });
  return {
    nodeName: key,
    clusterName: key,
    ...cluster,
    ...(hasOwnAccess(draft) && { user, role, token, ...where }),
    ...(named.length > 0 && { identities: Object.fromEntries(named) }),
  };
}

/** A profile goes where it is needed, a list of privileges to `/`, unless it is said where. */
function identityWithDefaults(key: string, name: string, parsed: ParsedIdentity): IdentityConfiguration {
  const { user, role, token, acl, parameters, privileges, profile, add, remove, outputs, ...rest } = parsed;
  const list = privileges && { acl: EVERYTHING };
  const { tfvars, env, csi, ccm } = outputs ?? { tfvars: TFVARS };
  return {
    ...rest,
    user: { userid: `${name}@pve`, ...user },
    role: {
      roleid: `${name}-role`,
      ...role,
      ...{ ...(privileges && { privileges }), ...(profile && { profile }) },
      ...{ ...(add && { add }), ...(remove && { remove }) },
    },
    token: { tokenid: `${name}-token`, ...token },
    ...(acl ? { acl } : parameters ? { parameters } : (list ?? { parameters: {} })),
    outputs: {
      ...(tfvars && { tfvars: { path: `${name}.tfvars`, ...tfvars } }),
      ...(env && { env: { path: `${identityId(key, name)}.env`, ...env } }),
      ...(csi && { csi: { path: `${name}-csi.yaml`, ...csi } }),
      ...(ccm && { ccm: { path: `${name}-ccm.yaml`, ...ccm } }),
    },
  };
}

const TFVARS = { variable: "proxmox", shape: "map", splitShape: "map" } as const;
