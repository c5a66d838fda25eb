/** The defaults that depend on another setting, on the key of a cluster or on the name of an identity. */
import { filled, picked, without } from "./filled";
import { parse } from "./parse";
import { OWN_NAMES, hasOwnAccess } from "./rules/own-access";
import { Draft } from "./rules/draft";
import { faultLine } from "./rules/fault";

type Parsed = NonNullable<ReturnType<typeof parse>["parsed"]>;
type ParsedCluster = Parsed["clusters"][string];
type ParsedIdentity = NonNullable<ParsedCluster["identities"]>[string];
type ParsedGroup = NonNullable<ParsedCluster["groups"]>[string];
type ParsedOutputs = NonNullable<ParsedIdentity["outputs"]>;
type Acl = NonNullable<ParsedCluster["acl"]>;
type Parameters = NonNullable<ParsedCluster["parameters"]>;

const EVERYTHING: Acl = [{ path: "/", propagate: true }];
const NOTHING: Parameters = {};
const TFVARS: NonNullable<ParsedOutputs["tfvars"]> = {
  variable: "proxmox",
  shape: "map",
  splitShape: "map",
};

/**
 * The whole configuration with its defaults, and the faults of its settings, each by itself and on its line. The type of what it
 * gives is the one that users read.
 */
export function settingsOf(context: unknown) {
  const draft = new Draft(context);
  const { parsed, faults } = parse(draft);
  return { configuration: parsed && withDefaults(parsed, draft), faults: faults.map(faultLine) };
}

function withDefaults(parsed: Parsed, draft: Draft) {
  const { clusters, tfvars, stateEncryption = false, ...rest } = parsed;
  const named = Object.entries(clusters).map(([key, cluster]) => {
    return [key, clusterWithDefaults(key, cluster, draft.at("clusters").at(key))] as const;
  });
  const encryption = stateEncryption === true ? { passphraseVariable: "state_passphrase" } : stateEncryption;
  return {
    ...rest,
    /** By key, at least one. */
    clusters: recordOf(named),
    /** The variables file of the downstream workspace. */
    tfvars: filled(tfvars, { shape: tfvars.secret === "file" ? "split" : "map" }),
    ...(encryption !== false && {
      /** OpenTofu's encryption of state and plan; left out, they are not encrypted. */
      stateEncryption: encryption,
    }),
  } as const;
}

function clusterWithDefaults(key: string, parsed: ParsedCluster, draft: Draft) {
  const { parameters, groups = {}, identities = {} } = parsed;
  const groupids = Object.entries(groups).map(([groupid, group]) => {
    return [groupid, groupWithDefaults(groupid, group)] as const;
  });
  const named = Object.entries(identities).map(([name, identity]) => {
    return [name, identityWithDefaults(key, name, identity)] as const;
  });
  const own = {
    /** The user of the identity that the cluster itself describes: it describes one unless there are only named ones. */
    user: filled(parsed.user, { userid: parsed.user.existing ?? OWN_NAMES.userid }),
    /** What that identity may do. */
    role: filled(parsed.role, { roleid: parsed.role.existing ?? OWN_NAMES.roleid }),
    ...picked(parsed, "token", "acl", "parameters"),
  } as const;
  const cluster = without(parsed, "user", "role", "token", "acl", "parameters", "groups", "identities");
  return {
    ...filled(cluster, { nodeName: key, clusterName: key }),
    ...(hasOwnAccess(draft) && (parameters ? own : filled(own, { acl: EVERYTHING }))),
    ...(groupids.length > 0 && {
      /** Groups of users by their groupids. */
      groups: recordOf(groupids),
    }),
    ...(named.length > 0 && {
      /** Further identities by their names. */
      identities: recordOf(named),
    }),
  } as const;
}

function identityWithDefaults(key: string, name: string, parsed: ParsedIdentity) {
  const { user, token, outputs = { tfvars: TFVARS } } = parsed;
  return {
    /** The user whose access it is. */
    user: filled(user, { userid: user.existing ?? `${name}@pve` }),
    ...grantWithDefaults(parsed, `${name}-role`),
    /** The API token that programs use it with. */
    token: filled(token, { tokenid: `${name}-token` }),
    /** The files that get its token; `tfvars` when left out. */
    outputs: outputsWithDefaults(key, name, outputs),
    ...picked(parsed, "adopt", "removalPolicy"),
  } as const;
}

/** A group is granted something if it says anything of that. */
function groupWithDefaults(groupid: string, parsed: ParsedGroup) {
  const said = picked(parsed, "privileges", "profile", "add", "remove", "acl", "parameters");
  const grants = Object.keys(said).length > 0 || Object.keys(parsed.role).length > 0;
  return {
    ...(grants && grantWithDefaults(parsed, `${groupid}-role`)),
    ...picked(parsed, "comment", "adopt", "removalPolicy"),
  } as const;
}

/** A profile goes where it is needed, a list of privileges and a role that exists to `/`, unless it is said where. */
function grantWithDefaults(parsed: Omit<ParsedGroup, "comment">, roleid: string) {
  const { role, privileges } = parsed;
  const where = picked(parsed, "acl", "parameters");
  const otherwise = privileges || role.existing !== undefined ? { acl: EVERYTHING } : { parameters: NOTHING };
  return {
    /** What it may do. */
    role: {
      ...filled(role, { roleid: role.existing ?? roleid }),
      ...picked(parsed, "privileges", "profile", "add", "remove"),
    },
    ...(Object.keys(where).length > 0 ? where : (otherwise as typeof where)),
  } as const;
}

function outputsWithDefaults(key: string, name: string, { tfvars, env, csi, ccm }: ParsedOutputs) {
  return {
    ...(tfvars && {
      /** A variables file for Terraform or OpenTofu. */
      tfvars: filled(tfvars, { path: `${name}.tfvars` }),
    }),
    ...(env && {
      /** Environment variables for a shell. */
      env: filled(env, { path: `${key}-${name}.env` }),
    }),
    ...(csi && {
      /** The configuration of proxmox-csi-plugin. */
      csi: filled(csi, { path: `${name}-csi.yaml` }),
    }),
    ...(ccm && {
      /** The configuration of proxmox-cloud-controller-manager. */
      ccm: filled(ccm, { path: `${name}-ccm.yaml` }),
    }),
  } as const;
}

function recordOf<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(entries);
}
