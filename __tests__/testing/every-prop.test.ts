/** A summary shows everything that changes what a deploy does: each prop of an object, changed, is another summary. */
import fc from "fast-check";
import {
  type ProxmoxAccessProps,
  ProxmoxAcl,
  type ProxmoxAclPath,
  type ProxmoxAclProps,
  ProxmoxApiToken,
  type ProxmoxApiTokenProps,
  type ProxmoxClusterProps,
  ProxmoxGrants,
  type ProxmoxGrantsProps,
  ProxmoxGroup,
  type ProxmoxGroupProps,
  ProxmoxRole,
  type ProxmoxRoleProps,
  ProxmoxUser,
  type ProxmoxUserProps,
} from "../../constructs";
import { Lab, inLab, showsEveryProp } from "./lab";
import { ownUser, privileges, token } from "./settings";
import * as value from "./values";
import type { Others } from "./values";

const { privileges: list, ...profiles } = privileges;

showsEveryProp({
  ProxmoxCluster: {
    others: {
      endpoint: value.endpoints,
      insecure: value.yes,
      caFile: value.file,
      fingerprint: value.fingerprints,
      pveVersion: value.pveVersion,
      reconcile: fc.constant("always"),
      key: value.name,
    } satisfies Others<ProxmoxClusterProps>,
    make: (props) => {
      const lab = new Lab(props);
      lab.access();
      return lab;
    },
  },
  ProxmoxUser: {
    others: ownUser satisfies Others<ProxmoxUserProps, "cluster">,
    make: inLab((lab, props) => new ProxmoxUser(lab, "user", { cluster: lab.cluster, ...props })),
  },
  ProxmoxGroup: {
    others: {
      groupid: value.name,
      comment: value.comment,
      ...value.ownership,
    } satisfies Others<ProxmoxGroupProps, "cluster">,
    make: inLab((lab, props) => {
      return new ProxmoxGroup(lab, "group", { cluster: lab.cluster, groupid: "lab", ...props });
    }),
  },
  ProxmoxRole: {
    others: { roleid: value.name, privileges: list, ...profiles, ...value.ownership } satisfies Others<
      ProxmoxRoleProps,
      "cluster"
    >,
    make: inLab((lab, props) => new ProxmoxRole(lab, "role", { cluster: lab.cluster, ...props })),
  },
  ProxmoxGrants: {
    others: {
      roleid: value.name,
      parameters: value.names.map((pool) => ({ pool })),
      ...profiles,
      ...value.ownership,
    } satisfies Others<ProxmoxGrantsProps, "cluster">,
    make: inLab((lab, props) => {
      return new ProxmoxGrants(lab, "role", { cluster: lab.cluster, parameters: {}, ...props });
    }),
  },
  ProxmoxAcl: {
    others: {
      role: value.name,
      subjects: value.names,
      acl: value.path.map((path) => [{ path }]),
      ...value.ownership,
    } satisfies Others<ProxmoxAclProps>,
    make: inLab((lab, { role: roleid = "lab", subjects = ["admins"], ...props }) => {
      return new ProxmoxAcl(lab, "acl", {
        role: ProxmoxRole.named(lab.cluster, roleid as string),
        subjects: (subjects as string[]).map((groupid) => ProxmoxGroup.named(lab.cluster, groupid)),
        ...props,
      });
    }),
  },
  "ProxmoxAcl, a path": {
    others: {
      path: value.path,
      propagate: fc.constant(false),
      reason: value.comment,
    } satisfies Others<ProxmoxAclPath>,
    make: inLab((lab, props) => lab.access({ acl: [props] })),
  },
  ProxmoxApiToken: {
    others: {
      ...token,
      user: value.userid,
      secret: fc.constant("file"),
    } satisfies Others<ProxmoxApiTokenProps>,
    make: inLab((lab, { user: userid = "ci@pve", ...props }) => {
      const user = new ProxmoxUser(lab, "user", { cluster: lab.cluster, userid: userid as string });
      return new ProxmoxApiToken(lab, "token", { user, expires: value.TERM, ...props });
    }),
  },
  ProxmoxAccess: {
    others: {
      user: value.userid.map((userid) => ({ userid })),
      role: value.name.map((roleid) => ({ roleid })),
      acl: value.path.map((path) => [{ path }]),
      parameters: value.names.map((pool) => ({ pool })),
      token: value.name.map((tokenid) => ({ tokenid })),
      secret: fc.constant("file"),
      ...value.ownership,
    } satisfies Others<ProxmoxAccessProps, "cluster">,
    make: inLab((lab, props) => lab.access(props)),
  },
});
