import { normalizeAclPath } from "../pve/names";
import {
  type Answer,
  type GrantPlace,
  type TokenPlace,
  privilegeAnswer,
  roleAnswer,
  tokenAnswer,
} from "./grants";
import {
  clusterFaults,
  fullTokenidFaults,
  pathFaults,
  privilegeFaults,
  roleFaults,
  subjectFaults,
} from "./known";
import type { ClusterAccess, StackAccess } from "./synthesized";

/** What a stack says to a question, cluster by cluster, in sentences without a full stop. */
export interface Findings {
  /** Why there is no answer, whatever was expected. */
  readonly doubts: readonly string[];
  readonly granted: readonly string[];
  readonly lacking: readonly string[];
}

/** Where the stack grants a role on exactly that path. */
export function roleFindings(stack: StackAccess, roleid: string, place: GrantPlace): Findings {
  return grantFindings(stack, place, {
    deed: `grant role ${roleid}`,
    faults: (asked) => roleFaults(asked, roleid),
    answer: (access, on) => roleAnswer(access, roleid, on),
  });
}

/** Where the stack gives a privilege. */
export function privilegeFindings(stack: StackAccess, privilege: string, place: GrantPlace): Findings {
  return grantFindings(stack, place, {
    deed: `grant ${privilege}`,
    faults: () => privilegeFaults(privilege),
    answer: (access, on) => privilegeAnswer(access, privilege, on),
  });
}

/** Where the stack makes an API token. */
export function tokenFindings(stack: StackAccess, fullTokenid: string, { cluster }: TokenPlace): Findings {
  return findings(stack, cluster, {
    deed: `issue ${fullTokenid}`,
    faults: (asked) => fullTokenidFaults(asked, fullTokenid),
    answer: (access) => tokenAnswer(access, fullTokenid),
  });
}

interface Question<Rest extends readonly unknown[] = readonly []> {
  /** What is asked for, such as `grant VM.Clone`. */
  readonly deed: string;
  /** What is wrong with the name that is asked for. */
  readonly faults: (asked: readonly ClusterAccess[]) => readonly string[];
  readonly answer: (access: ClusterAccess, ...rest: Rest) => Answer;
}

function grantFindings(
  stack: StackAccess,
  { to, on, cluster }: GrantPlace,
  question: Question<readonly [place: GrantPlace]>,
): Findings {
  const path = normalizeAclPath(on);
  return findings(stack, cluster, {
    deed: `${question.deed} to ${to} on ${path}`,
    faults: (asked) => [...question.faults(asked), ...subjectFaults(asked, to), ...pathFaults(on)],
    answer: (access) => question.answer(access, { to, on: path }),
  });
}

/** @param wanted the key of the only cluster that is asked; undefined: all are */
function findings(stack: StackAccess, wanted: string | undefined, question: Question): Findings {
  const unknown = clusterFaults(stack, wanted);
  const asked = stack.clusters.filter(({ cluster }) => wanted === undefined || cluster.key === wanted);
  const faults = unknown.length > 0 ? unknown : question.faults(asked);
  if (faults.length > 0) return { doubts: faults, granted: [], lacking: [] };
  const answers = asked.map((access) => ({ key: access.cluster.key, answer: question.answer(access) }));
  const why = (is: "lacking" | "unknown") =>
    answers.flatMap(({ key, answer }) => (answer.is === is ? [`on cluster ${key}, ${answer.why}`] : []));
  const granting = answers.filter(({ answer }) => answer.is === "granted");
  return {
    doubts: why("unknown"),
    granted: granting.map(({ key }) => `cluster ${key} does ${question.deed}`),
    lacking: why("lacking"),
  };
}
