import { absentIf } from "../wire/absent";
import { UserError } from "../user-error";
import { type Cause, findCauses } from "./causes";
import { extendRole, setEntry } from "../pveum";
import { type Login, reachable } from "./reachable";
import type { Lack, ProvenToken } from "./lack";
import type { ProofContext } from "../spec";

/** What was proven, and where it is described. */
export interface ProvenAccess {
  /** The cluster key. */
  readonly cluster: string;
  readonly token: ProvenToken;
  readonly context: ProofContext;
}

/**
 * Says what is missing where, on which side, which line of `pveum` gives it, and which change of the configuration
 * would do the same.
 */
export async function explainLacks(
  lacks: readonly Lack[],
  { cluster, token, context }: ProvenAccess,
  login: Login,
): Promise<UserError> {
  const client = await reachable(login);
  const causes = client && (await absentIf("forbidden", findCauses(client, lacks, token, context)));
  const lines = [
    `token ${token.fullTokenid} on ${cluster} works, but may do less than was granted:`,
    ...lacks.map((lack) => `  ${inWords(lack)}`),
    ...(causes ? causes.flatMap(shown) : unexplained(lacks, token)),
    ...(causes ? advice(causes, cluster, token, context) : [RUN_LINES]),
  ];
  return new UserError(lines.join("\n"));
}

function inWords({ grant, missing, local }: Lack): string {
  const found = [
    ...(missing.length > 0 ? [`lacks ${missing.join(", ")}`] : []),
    ...(local.length > 0 ? [`has only without propagation ${local.join(", ")}`] : []),
  ];
  return `on ${grant.path} it ${found.join(" and ")}`;
}

function shown({ what, line }: Cause): readonly string[] {
  return [`${what.charAt(0).toUpperCase()}${what.slice(1)}:`, `  ${line}`];
}

/** Without a login that looks further: everything that gives it, whether it is there already or not. */
function unexplained(lacks: readonly Lack[], token: ProvenToken): readonly string[] {
  const user = { type: "user", ugid: token.userid } as const;
  const own = { type: "token", ugid: token.fullTokenid } as const;
  const lines = lacks.flatMap(({ grant, wanted }) => [
    extendRole(grant.roleid, wanted),
    setEntry({ ...grant, subject: user }),
    ...(token.privsep ? [setEntry({ ...grant, subject: own })] : []),
  ]);
  return ["The login cannot be used to see why:", ...[...new Set(lines)].map((line) => `  ${line}`)];
}

const RUN_LINES = "Run the lines on a node and deploy again.";

function advice(
  causes: readonly Cause[],
  cluster: string,
  token: ProvenToken,
  { reconcile, acl, subjects }: ProofContext,
): readonly string[] {
  if (causes.length === 0) return ["It was put right meanwhile, or the node is behind: deploy again."];
  const changes = new Set(causes.map(({ change }) => change));
  const undescribed = [token.userid, ...(token.privsep ? [token.fullTokenid] : [])].filter(
    (ugid) => !subjects.includes(ugid),
  );
  const repair =
    reconcile === "always"
      ? "PVE was changed during the deploy: deploying again repairs it."
      : `The configuration has it, and PVE was changed: set clusters.${cluster}.reconcile to "always" and deploy again.`;
  return [
    ...(changes.has("repair") ? [repair] : []),
    ...(changes.has("subject") ? [`Add ${undescribed.join(" and ")} to the subjects of ${acl}.`] : []),
    ...(changes.has("none") ? ["No setting takes NoAccess away."] : []),
    `Or run ${causes.length === 1 ? "the line" : "the lines"} on a node and deploy again.`,
  ];
}
