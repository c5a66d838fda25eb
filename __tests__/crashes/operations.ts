/** What is interrupted. */
import type { ClusterContext, Lab, LabOptions } from "../support/lab";

/** An operation, from what is deployed to what is described then. */
export interface Operation {
  readonly name: string;
  readonly options?: LabOptions;
  /** Deployed before; nothing when left out. */
  readonly before?: ClusterContext;
  /** Left out, everything is destroyed. */
  readonly described?: ClusterContext;
  /** Stands beside the cluster, before and then. */
  readonly tfvars?: Readonly<Record<string, unknown>>;
  /** Each provisioner logs in by itself, and only the calls that are made for it are walked. */
  readonly logins?: true;
  /** Our marks in PVE lead to the same end when the state is lost: nothing of before has to be removed or recognised. */
  readonly needsNoState?: true;
  /** Walked with every binary, and not with the first one only (see walks.ts). */
  readonly everyTool?: true;
}

/** A run of seconds has no use for a garbage collector. */
export const FAST = { GOGC: "off" };

/** Describes the cluster as the operation has it before or then. */
export function describeFor({ tfvars }: Operation, lab: Lab, cluster: ClusterContext): void {
  lab.describe(cluster, tfvars ? { tfvars } : {});
}

/** Everything is made. */
export const FIRST_DEPLOY: Operation = {
  name: "first deploy",
  described: { token: { privilegeSeparation: true } },
  needsNoState: true,
  everyTool: true,
};

/** The same, by somebody who has no ticket. */
export const LOGINS: Operation = {
  name: "logins of a first deploy",
  described: { token: { privilegeSeparation: true } },
  logins: true,
};

/** The secret is renewed where the node has no `regenerate`: the token is deleted, and made again with its ACL entry. */
export const ROTATION_BY_REPLACEMENT: Operation = {
  name: "rotation on PVE 8.4",
  options: { pve: "8.4" },
  before: { token: { privilegeSeparation: true } },
  described: { token: { privilegeSeparation: true, rotation: "2" } },
  needsNoState: true,
  everyTool: true,
};

/** The secret is renewed in place. */
export const ROTATION_IN_PLACE: Operation = {
  name: "rotation on PVE 9.2",
  before: { token: { privilegeSeparation: true } },
  described: { token: { privilegeSeparation: true, rotation: "2" } },
  needsNoState: true,
};

/** One token more lives beside the former one. */
export const ROTATION_WITH_KEEP: Operation = {
  name: "rotation that keeps the former token, and drops the one before",
  before: { token: { rotation: "2", keep: ["1"] } },
  described: { token: { rotation: "3", keep: ["2"] } },
};

/** The fresh secret goes to a file of its own, and never into the state. */
export const ROTATION_BESIDE_STATE: Operation = {
  name: "rotation of a secret that is kept out of the state",
  before: {},
  described: { token: { rotation: "2" } },
  tfvars: { secret: "file" },
  needsNoState: true,
};

/** Settings of all objects, and the ACL entry of a token that gets privileges of its own. */
export const CHANGE: Operation = {
  name: "change in place",
  before: {},
  described: {
    user: { comment: "Terraform", email: "a@example.org" },
    role: { add: ["Sys.Audit"] },
    acl: [{ path: "/", propagate: true }, { path: "/vms" }],
    token: { privilegeSeparation: true, comment: "Terraform" },
  },
  everyTool: true,
};

/** What is named differently is replaced. */
export const RENAME: Operation = {
  name: "rename of user, role and token",
  before: {},
  described: {
    user: { userid: "terraform@pve" },
    role: { roleid: "terraform-role" },
    token: { tokenid: "terraform-token" },
  },
  everyTool: true,
};

/** Everything goes. */
export const DESTROY: Operation = {
  name: "destroy",
  before: { token: { privilegeSeparation: true } },
  everyTool: true,
};
