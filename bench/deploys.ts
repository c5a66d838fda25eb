/** Whole runs of Terraform, on simulated clusters and on as many empty resources. */
import type { Tool } from "../tools/toolchain";
import type { Load } from "./cluster-process";
import { Clusters } from "./clusters";
import { type Rounds, inTurn } from "./measure";
import { Project } from "./project";
import { resourcesOf } from "./synth";

/** What a user does with a stack, in this order. */
export const STEPS = ["apply", "plan", "change", "destroy"] as const;
export type Step = (typeof STEPS)[number];

/** What a step did; it is the same in every round. */
export interface Counts extends Omit<Load, "requests"> {
  readonly requests: number;
  /** Starts of the provisioner. */
  readonly processes: number;
}

/** One step with so many clusters. */
export interface Deploy {
  readonly latencyMs: number;
  readonly clusters: number;
  readonly step: Step;
  /** Milliseconds. */
  readonly ms: number;
  /** Milliseconds for as many empty resources. */
  readonly terraformMs: number;
  /** Of all clusters together. */
  readonly counts: Counts;
}

const ROLE = { profile: "opentofu-vm", add: ["Pool.Allocate"] };

/** Measures all steps. @throws Error when a round counts otherwise than the one before it */
export async function deploys(
  tool: Tool,
  clusters: number,
  latencyMs: number,
  rounds: Rounds,
): Promise<readonly Deploy[]> {
  const nodes = await Clusters.start(clusters, latencyMs);
  const described = { clusters: nodes.described() };
  const project = await Project.make(tool, described, nodes.login);
  const empty = await Project.make(tool, { resources: emptyOf(clusters) });
  const counts = new Map<Step, Counts>();
  const counted = (step: Step, run: () => ReturnType<Project["apply"]>) => async () => {
    const { ms, finished } = await run();
    const { requests, ...load } = await nodes.load();
    const processes = [...finished.stdout.matchAll(/Executing: \["node" "[^"]*provisioner\.cjs"/g)].length;
    const now = { ...load, requests: requests.length, processes };
    const before = counts.get(step) ?? now;
    if (JSON.stringify(before) !== JSON.stringify(now))
      throw new Error(`${step} did ${JSON.stringify(now)}, and before ${JSON.stringify(before)}`);
    counts.set(step, now);
    return ms;
  };
  const alone = async (run: () => ReturnType<Project["apply"]>) => (await run()).ms;
  try {
    const times = await inTurn(
      {
        apply: counted("apply", () => project.apply()),
        plan: counted("plan", () => project.plan()),
        change: counted("change", () => {
          project.describe({ clusters: nodes.described({ role: ROLE }) });
          return project.apply();
        }),
        destroy: counted("destroy", () => project.destroy()),
        "empty apply": () => {
          project.describe(described);
          empty.describe({ resources: emptyOf(clusters) });
          return alone(() => empty.apply());
        },
        "empty plan": () => alone(() => empty.plan()),
        "empty change": () => {
          empty.describe({ resources: emptyOf(clusters, "changed") });
          return alone(() => empty.apply());
        },
        "empty destroy": () => alone(() => empty.destroy()),
      },
      rounds,
    );
    return STEPS.map((step) => {
      const did = counts.get(step);
      if (did === undefined) throw new Error(`${step} was not run`);
      return { latencyMs, clusters, step, ms: times[step], terraformMs: times[`empty ${step}`], counts: did };
    });
  } finally {
    await Promise.all([project.remove(), empty.remove(), nodes.stop()]);
  }
}

/** As many resources as a stack of so many clusters has. @param is what those have as a trigger that one more privilege replaces */
function emptyOf(clusters: number, is = "there"): readonly string[] {
  const changed = Array.from({ length: 1 + clusters }, () => is);
  const others = Array.from({ length: resourcesOf(clusters) - changed.length }, () => "there");
  return [...others, ...changed];
}
