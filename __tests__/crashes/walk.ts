/** Walks every moment of an operation, and has an accident happen at each. */
import type { Tool } from "../../tools/toolchain";
import { Lab } from "../support/lab";
import type { Environment } from "../support/project";
import { type Accident, type Run, strike } from "./accidents";
import { Judge, type Verdict } from "./judge";
import { FAST, type Operation, describeIn } from "./operations";
import { type Images, rehearse } from "./rehearsal";
import { PLAN, type Situation, remember } from "./situation";

/** What came of one kind of accident, and of one way on from there. */
export interface Walked {
  readonly way: string;
  points: number;
  once: number;
  twice: number;
  /** Refused with the right words. */
  refused: number;
  /** A destroy that was killed with OpenTofu: a deploy does not find that things are gone, and a destroy does. */
  known: number;
  /** The state was lost, and with it the names of what was to go: all that is described is right, and more is there. */
  left: number;
  /** Another machine without a state is another state; that is no point. */
  skipped: number;
  /** What did not converge, in words. */
  readonly failures: string[];
}

const STATE_LOST = ", state lost";

/** As long as the others need to write down what they have done. */
const LINGER_MS = 700;

/** An operation in a lab of its own, ready to be interrupted again and again. */
export class Walker {
  /** What accidents have left behind, by victim and by the name of what was there when they happened. */
  private readonly left = new Map<string, Situation>();

  private constructor(
    private readonly lab: Lab,
    private readonly login: Environment,
    private readonly tool: Tool,
    private readonly operation: Operation,
    private readonly restart: Situation,
    private readonly judge: Judge,
    private readonly images: Readonly<Record<"machine" | "later", Images>>,
  ) {}

  /** Deploys what is there before, and looks at what undisturbed runs make of it. */
  public static async start(tool: Tool, operation: Operation): Promise<Walker> {
    const { before, options } = operation;
    const lab = await Lab.start(tool, {}, options);
    if (before) {
      describeIn(lab, before, operation);
      await lab.deploy();
    }
    // With a ticket no call of a run is a login; it is valid for longer than any walk.
    const login = { ...FAST, ...(await lab.ticket()) };
    const restart = remember(lab);
    const judge = await Judge.start(lab, login, operation);
    await restart();
    const run = await prepare(lab, login, operation);
    const machine = await rehearse(run, 0);
    await restart();
    const later = await rehearse(run, LINGER_MS);
    return new Walker(lab, login, tool, operation, restart, judge, { machine, later });
  }

  /**
   * Interrupts the operation at its first moment, at its second, and so on to the last, and judges each way on from
   * there.
   */
  public async walk(accident: Accident): Promise<readonly Walked[]> {
    const ways = this.waysOn(accident).map((way) => ({ ...way, found: walked(way.name) }));
    for await (const left of this.accidents(accident)) {
      for (const { judge, found } of ways) {
        await left();
        const verdict = await judge();
        if (verdict === undefined) found.skipped += 1;
        else this.enter(verdict, accident, found);
      }
    }
    await this.restart();
    return ways.map(({ found }) => found);
  }

  public stop(): Promise<void> {
    return this.lab.stop();
  }

  private enter({ outcome, why = "" }: Verdict, { victim }: Accident, found: Walked): void {
    found.points += 1;
    const killed = ["terraform", "machine", "later"].includes(victim);
    const isKnown = this.tool.name === "tofu" && this.operation.described === undefined && killed;
    const isStateless = found.way.endsWith(STATE_LOST);
    if (outcome === "once" || outcome === "twice" || outcome === "refused") found[outcome] += 1;
    else if (outcome === "astray" && isKnown) found.known += 1;
    else if (outcome === "left" && isStateless) found.left += 1;
    else found.failures.push(`${found.way} ${String(found.points + found.skipped)}: ${why}`);
  }

  /** The next deploy; a destroy again, of course; and for all that is killed at once also without what only this machine has. */
  private waysOn({ victim, moment }: Accident): WayOn[] {
    const { judge } = this;
    const name = `${victim} ${moment}`;
    return [
      { name, judge: () => judge.deploy() },
      ...(this.operation.described ? [] : [{ name: `${name}, destroy again`, judge: () => judge.destroy() }]),
      ...(victim === "machine"
        ? [
            {
              name: `${name}, another machine`,
              judge: async () => (judge.hasState() ? judge.elsewhere() : undefined),
            },
            { name: `${name}${STATE_LOST}`, judge: () => judge.stateless() },
            ...(moment === "handled" && !this.operation.before
              ? [{ name: `${name}, all lost`, judge: () => judge.stranger() }]
              : []),
          ]
        : []),
    ];
  }

  /** Brings about the accident at one moment after the other. Answers what it has left behind. */
  private async *accidents(accident: Accident): AsyncGenerator<Situation> {
    const { victim, moment } = accident;
    if (victim === "machine" || victim === "later") {
      for (const { situation } of this.images[victim][moment]) yield situation;
      return;
    }
    await this.restart();
    const run = await prepare(this.lab, this.login, this.operation);
    for (const [index, { name }] of this.images.machine[moment].entries()) {
      // A call and its connection are cut before or behind a change; who is killed leaves what is there.
      const key = victim === "connection" ? `${moment} ${name}` : name;
      const left = this.left.get(`${victim} ${key}`) ?? (await this.leave(run, accident, index + 1));
      if (left === undefined) continue;
      this.left.set(`${victim} ${key}`, left);
      yield left;
    }
  }

  private async leave(run: Run, accident: Accident, nth: number): Promise<Situation | undefined> {
    await this.restart();
    return (await strike(run, accident, nth)) ? remember(this.lab) : undefined;
  }
}

/** What can be done after an accident, and has to lead to a good end; undefined where it can't be done. */
interface WayOn {
  readonly name: string;
  readonly judge: () => Promise<Verdict | undefined>;
}

/**
 * Plans the operation once for all of its runs: what is interrupted is the apply.
 *
 * @param lab as it is before the operation
 */
async function prepare(lab: Lab, login: Environment, operation: Operation): Promise<Run> {
  const { described, before } = operation;
  describeIn(lab, described ?? before ?? {}, operation);
  const plan = lab.project.path(PLAN);
  await lab.project.plan(login, `-out=${plan}`, ...(described ? [] : ["-destroy"]));
  return { lab, start: (further) => lab.project.startApply({ ...login, ...further }, plan) };
}

function walked(way: string): Walked {
  return { way, points: 0, once: 0, twice: 0, refused: 0, known: 0, left: 0, skipped: 0, failures: [] };
}
