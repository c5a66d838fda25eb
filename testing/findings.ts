import { normalizeAclPath } from "../pve/names";
import { type Answer, type GrantPlace, privilegeAnswer, roleAnswer, tokenOf } from "./grants";
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
export function tokenFindings(stack: StackAccess, fullTokenid: string): Findings {
  const issuing = stack.clusters.filter((access) => tokenOf(access, fullTokenid) !== undefined);
  return {
    doubts: [...clusterFaults(stack, undefined), ...fullTokenidFaults(fullTokenid)],
    granted: issuing.map(({ cluster }) => `cluster ${cluster.key} does issue ${fullTokenid}`),
    lacking: issuing.length > 0 ? [] : [`no cluster of the stack gets the API token ${fullTokenid}`],
  };
}

interface Question {
  /** What is asked for, such as `grant VM.Clone`. */
  readonly deed: string;
  /** What is wrong with the name that is asked for. */
  readonly faults: (asked: readonly ClusterAccess[]) => readonly string[];
  readonly answer: (access: ClusterAccess, place: GrantPlace) => Answer;
}

function grantFindings(stack: StackAccess, place: GrantPlace, question: Question): Findings {
  const { to, on, cluster: wanted } = place;
  const unknown = clusterFaults(stack, wanted);
  const asked = stack.clusters.filter(({ cluster }) => wanted === undefined || cluster.key === wanted);
  const faults =
    unknown.length > 0
      ? unknown
      : [...question.faults(asked), ...subjectFaults(asked, to), ...pathFaults(on)];
  if (faults.length > 0) return { doubts: faults, granted: [], lacking: [] };
  const path = normalizeAclPath(on);
  const answers = asked.map((access) => {
    return { key: access.cluster.key, answer: question.answer(access, { to, on: path }) };
  });
  const why = (is: "lacking" | "unknown") =>
    answers.flatMap(({ key, answer }) => (answer.is === is ? [`on cluster ${key}, ${answer.why}`] : []));
  const granting = answers.filter(({ answer }) => answer.is === "granted");
  return {
    doubts: why("unknown"),
    granted: granting.map(({ key }) => `cluster ${key} does ${question.deed} to ${to} on ${path}`),
    lacking: why("lacking"),
  };
}
