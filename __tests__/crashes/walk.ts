/** Walks every moment of an operation, and has an accident happen at each. */
import { existsSync, truncateSync } from "node:fs";
import type { FaultMatch, FaultPoint } from "../../simulator";
import type { Tool } from "../../tools/toolchain";
import { Lab } from "../support/lab";
import { type Environment, STACK } from "../support/project";
import { type Accident, type Run, strike } from "./accidents";
import { Judge, type Verdict } from "./judge";
import { FAST, type Operation, describeFor } from "./operations";
import { type Rehearsal, rehearse } from "./rehearsal";
import { PLAN, type Situation, remember } from "./situation";
import { WHOLE } from "./whole";

/** What came of one kind of accident. */
export interface Walked {
  readonly accident: string;
  points: number;
  /** Situations that no walk of this operation had met before. */
  news: number;
  /** What did not converge, in words. */
  readonly failures: string[];
}

/** An operation in a lab of its own, ready to be interrupted again and again. */
export class Walker {
  private constructor(
    private readonly lab: Lab,
    private readonly operation: Operation,
    private readonly restart: Situation,
    private readonly judge: Judge,
    private readonly rehearsal: Rehearsal,
  ) {}

  /** Deploys what is there before, and looks at what undisturbed runs make of it. */
  static async start(tool: Tool, operation: Operation): Promise<Walker> {
    const { before, options } = operation;
    const lab = await Lab.start(tool, {}, options);
    if (before) {
      describeFor(operation, lab, before);
      await lab.deploy();
    }
    const restart = remember(lab);
    const judge = await Judge.start(lab, operation);
    await restart();
    const rehearsal = await rehearse(await prepare(lab, operation));
    await restart();
    return new Walker(lab, operation, restart, judge, rehearsal);
  }

  /**
   * Interrupts the operation at its first moment, at its second, and so on to the last, and judges each way on from
   * there.
   */
  async walk(accident: Accident): Promise<readonly Walked[]> {
    const ways = this.waysOn(accident).map((way) => ({ ...way, found: walked(way.name) }));
    for await (const left of this.accidents(accident)) {
      for (const { judge, found } of ways) {
        const { wrong, isNew } = await judge();
        found.points += 1;
        if (isNew) found.news += 1;
        if (wrong !== undefined) found.failures.push(`${found.accident} ${String(found.points)}: ${wrong}`);
        await left();
      }
    }
    await this.restart();
    return ways.map(({ found }) => found);
  }

  stop(): Promise<void> {
    return this.lab.stop();
  }

  /**
   * The same operation again has to finish the job: also without the state, if that was just being written when everything
   * was killed. As long as Terraform itself lives, it knows what there is to destroy, too; a destroy that has lost its state
   * has to deploy first.
   */
  private waysOn({ victim, moment }: Accident): WayOn[] {
    const { described, needsNoState } = this.operation;
    const name = `${victim} ${moment}`;
    const ways: WayOn[] = [{ name, judge: () => this.judge.finish() }];
    if (victim === "machine" && needsNoState)
      ways.push({
        name: `${name}, state emptied`,
        judge: () => this.withoutState(() => this.judge.finish()),
      });
    if (victim === "machine" && !described)
      ways.push({
        name: `${name}, state emptied, then deploy and destroy`,
        judge: () => this.withoutState(() => this.judge.startOver()),
      });
    if (described && (victim === "provisioner" || victim === "connection"))
      ways.push({ name: `${name}, then destroy`, judge: () => this.judge.giveUp() });
    return ways;
  }

  /** Brings about the accident at one moment after the other. Answers what it has left behind, which is there then. */
  private async *accidents(accident: Accident): AsyncGenerator<Situation> {
    const { victim, moment } = accident;
    const { images, steps } = this.rehearsal;
    const run = await prepare(this.lab, this.operation);
    const count = moment === "step" ? steps : images[moment].length;
    for (let nth = 1; nth <= count; nth += 1) {
      await this.restart();
      const image = victim === "machine" && moment !== "step" && !WHOLE ? images[moment][nth - 1] : undefined;
      if (image) await image();
      else if (!(await strike(run, accident, nth))) return;
      yield image ?? remember(this.lab);
    }
  }

  /** A state is emptied before it is written anew. */
  private async withoutState(judge: () => Promise<Verdict>): Promise<Verdict> {
    const state = this.lab.project.path(`terraform.${STACK}.tfstate`);
    if (existsSync(state)) truncateSync(state);
    return judge();
  }
}

/** What can be done after an accident, and has to lead to a good end. */
interface WayOn {
  readonly name: string;
  readonly judge: () => Promise<Verdict>;
}

/**
 * Plans the operation once for all of its runs: what is interrupted is the apply. With a ticket no call is a login.
 *
 * @param lab as it is before the operation
 */
async function prepare(lab: Lab, operation: Operation): Promise<Run> {
  const { described, logins } = operation;
  if (described) describeFor(operation, lab, described);
  const environment: Environment = { ...FAST, ...(logins ? lab.login : await lab.ticket()) };
  const plan = lab.project.path(PLAN);
  await lab.project.plan(environment, `-out=${plan}`, ...(described ? [] : ["-destroy"]));
  return {
    lab,
    start: (further) => lab.project.startApply({ ...environment, ...further }, plan),
    calls: (moment) => (logins ? { path: "/access/ticket" } : callsAt(moment)),
  };
}

function walked(accident: string): Walked {
  return { accident, points: 0, news: 0, failures: [] };
}

/**
 * A read changes nothing, so before it, after it and when it is answered are one and the same cut point. The whole walk
 * takes them apart all the same.
 */
function callsAt(moment: FaultPoint): FaultMatch {
  return moment === "request" || WHOLE ? {} : { method: /^(POST|PUT|DELETE)$/ };
}
