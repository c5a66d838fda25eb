/** What is interrupted. */
import { type ClusterContext, type Lab, type LabOptions } from "../support/lab";
import { reach } from "../support/project";

/** The clusters of a description, beyond how they are reached. */
export type Clusters = Readonly<Record<string, ClusterContext>>;

/** An operation, from what is deployed to what is described then. */
export interface Operation {
  readonly name: string;
  readonly options?: LabOptions;
  /** Deployed before; nothing when left out. */
  readonly before?: Clusters;
  /** Left out, everything is destroyed. */
  readonly described?: Clusters;
  /** Stands beside the clusters, before and then. */
  readonly tfvars?: Readonly<Record<string, unknown>>;
  /** Ctrl-C is walked too. */
  readonly interrupted?: true;
  /** What another machine, which has the state and nothing else, may be told instead of having its way. */
  readonly refusedElsewhere?: RegExp;
}

/** A run of seconds has no use for a garbage collector. */
export const FAST = { GOGC: "off" };

/** Describes clusters in the lab's project, all of them on the one simulated node. */
export function describeIn(lab: Lab, clusters: Clusters, { tfvars }: Pick<Operation, "tfvars"> = {}): void {
  const reached = Object.entries(clusters).map(([key, cluster]) => [
    key,
    { ...reach(lab.simulator), ...cluster },
  ]);
  lab.project.configure({ clusters: Object.fromEntries(reached), ...(tfvars && { tfvars }) });
}

const SEPARATED: Clusters = { host3: { token: { privilegeSeparation: true } } };
const ROTATED: Clusters = { host3: { token: { privilegeSeparation: true, rotation: "2" } } };

/** Everything is made. */
export const FIRST_DEPLOY: Operation = { name: "first deploy", described: SEPARATED, interrupted: true };

/** Settings of all objects, a path more, and the ACL entries of a token that gets privileges of its own. */
export const CHANGE: Operation = {
  name: "change",
  before: { host3: {} },
  described: {
    host3: {
      user: { comment: "Terraform", email: "a@example.org" },
      role: { add: ["Sys.Audit"] },
      acl: [{ path: "/", propagate: true }, { path: "/vms" }],
      token: { privilegeSeparation: true, comment: "Terraform" },
    },
  },
};

/** The secret is renewed where the node has no `regenerate`: the token is deleted, and made again with its ACL entry. */
export const ROTATION_BY_REPLACEMENT: Operation = {
  name: "rotation on PVE 8.4",
  options: { pve: "8.4" },
  before: SEPARATED,
  described: ROTATED,
  interrupted: true,
};

/** The secret is renewed in place. */
export const ROTATION_IN_PLACE: Operation = {
  name: "rotation on PVE 9.2",
  before: SEPARATED,
  described: ROTATED,
};

/** One token more lives beside the former one, and the one before goes. */
export const ROTATION_WITH_KEEP: Operation = {
  name: "rotation with keep",
  before: { host3: { token: { rotation: "2", keep: ["1"] } } },
  described: { host3: { token: { rotation: "3", keep: ["2"] } } },
};

/** The fresh secret goes to a file of its own, and never into the state. */
export const ROTATION_TO_FILE: Operation = {
  name: "rotation beside the state",
  before: { host3: {} },
  described: { host3: { token: { rotation: "2" } } },
  tfvars: { secret: "file" },
  refusedElsewhere: /the Terraform state keeps none either\. Set another `token\.rotation`/,
};

/** What is named differently is replaced. */
export const RENAME: Operation = {
  name: "rename",
  before: { host3: {} },
  described: {
    host3: {
      user: { userid: "terraform@pve" },
      role: { roleid: "terraform-role" },
      token: { tokenid: "terraform-token" },
    },
  },
};

const PLAN_ONLY = { profile: "plan-readonly" };

const TEAM = { role: { existing: "PVEVMUser" }, acl: [{ path: "/vms" }] };

/** One group goes, another one comes, and one is granted a path more; the user is in them. */
export const GROUPS: Operation = {
  name: "change of groups",
  before: { host3: { groups: { team: TEAM, former: TEAM }, user: { groups: ["former", "team"] }, acl: [] } },
  described: {
    host3: {
      groups: { team: { ...TEAM, acl: [{ path: "/vms" }, { path: "/storage" }] }, fresh: TEAM },
      user: { groups: ["fresh", "team"] },
      acl: [],
    },
  },
};

/** An ACL path goes, and an identity. */
export const TAKEN_OUT: Operation = {
  name: "taking out a path and an identity",
  before: { host3: { user: {}, acl: [{ path: "/" }, { path: "/vms" }], identities: { plan: PLAN_ONLY } } },
  described: { host3: { user: {}, acl: [{ path: "/" }] } },
};

/** A whole cluster goes. */
export const CLUSTER_TAKEN_OUT: Operation = {
  name: "taking out a cluster",
  before: {
    host3: {},
    host4: { user: { userid: "other@pve" }, role: { roleid: "other-role" } },
  },
  described: { host3: {} },
};

/** Everything goes. */
export const DESTROY: Operation = { name: "destroy", before: SEPARATED };
