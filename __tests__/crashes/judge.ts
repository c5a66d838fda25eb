/** What has to hold after an accident. */
import { authenticates } from "../support/authenticates";
import type { Finished } from "../../tools/processes";
import { type Lab, succeeded } from "../support/lab";
import { type Clusters, FAST, type Operation, describeIn } from "./operations";
import { secretFiles, nameOf, removeFiles, textsOf, withoutChance } from "./situation";

/**
 * What became of a situation: as it should be after one or two deploys; `astray` where only a destroy sets it right; `refused`
 * with the right words; or `failed`.
 */
export interface Verdict {
  readonly outcome: "once" | "twice" | "astray" | "refused" | "failed";
  /** What is not as it should be, in words. */
  readonly why?: string;
}

const NOTHING = JSON.stringify({ users: {}, roles: {}, tokens: {}, acl: [] });
const TFVARS = /\.tfvars$/;
const STATE = /\.tfstate$/;
const ONCE_MORE = /deploy\s+once\s+more/i;

/**
 * Judges the situations in which accidents leave an operation. The next deploy has to be green, or the one after it if it says so;
 * PVE has to be as after an undisturbed run, the token in the file has to work, no other secret may lie about, the next plan has
 * to be empty, and a destroy has to leave nothing.
 *
 * What these runs make of a situation depends on nothing else. So when an accident leaves behind what an earlier one has
 * left, the verdict is known, and so it is with what comes behind the deploy.
 */
export class Judge {
  private readonly verdicts = new Map<string, Verdict>();
  private readonly ends = new Map<string, string | undefined>();

  private constructor(
    private readonly lab: Lab,
    private readonly operation: Operation,
    private readonly described: Clusters,
    private readonly wanted: string,
  ) {}

  /** Runs the operation undisturbed. @throws Error when not even that is as it should be */
  public static async start(lab: Lab, operation: Operation): Promise<Judge> {
    const described = operation.described ?? operation.before ?? {};
    describeIn(lab, described, operation);
    if (operation.described) await lab.deploy({ ...FAST, ...(await lab.ticket()) });
    const judge = new Judge(lab, operation, described, looksOf(lab));
    const wrong = (await judge.fault()) ?? (await judge.end());
    if (wrong !== undefined) throw new Error(`${operation.name}, undisturbed: ${wrong}`);
    return judge;
  }

  /** How many situations were met that differ. */
  public get met(): number {
    return this.verdicts.size;
  }

  /** The next deploy, of what the operation has described, or, after a destroy, of what was there before. */
  public deploy(): Promise<Verdict> {
    return this.remembered("deploy", async () => {
      const deploys = await this.deploys();
      const wrong = await this.fault();
      const end = await this.end();
      if (wrong !== undefined && end === undefined) return { outcome: "astray", why: wrong };
      const why = wrong ?? end;
      return why === undefined ? { outcome: deploys === 1 ? "once" : "twice" } : { outcome: "failed", why };
    });
  }

  /** Everything is destroyed. */
  public destroy(): Promise<Verdict> {
    return this.remembered("destroy", async () => {
      describeIn(this.lab, this.described, this.operation);
      const why = await this.destroyed();
      return why === undefined ? { outcome: "once" } : { outcome: "failed", why };
    });
  }

  /** The next deploy is made by a machine that has the state and nothing else. */
  public elsewhere(): Promise<Verdict> {
    removeFiles(this.lab, /(^|\/)\.run\/|\.tfvars$/);
    return this.deploy();
  }

  /** The next deploy is made here, after the state was lost. */
  public stateless(): Promise<Verdict> {
    removeFiles(this.lab, /\.tfstate(\.backup)?$/);
    return this.deploy();
  }

  /** Whether the state has come so far that it can be told from another one. */
  public hasState(): boolean {
    return [...textsOf(this.lab, STATE).values()].some((text) => text.includes('"settled_state"'));
  }

  /** @returns how many it took @throws Error with Terraform's words when it fails for good */
  private async deploys(): Promise<number> {
    describeIn(this.lab, this.described, this.operation);
    const first = await this.apply();
    if (first.exitCode === 0) return 1;
    if (!ONCE_MORE.test(plain(first))) succeeded(first);
    succeeded(await this.apply());
    return 2;
  }

  private async apply(): Promise<Finished> {
    return this.lab.project.apply({ ...FAST, ...(await this.lab.ticket()) });
  }

  private async fault(): Promise<string | undefined> {
    const found = looksOf(this.lab);
    if (found !== this.wanted) return `PVE and files have ${found}, not ${this.wanted}`;
    const left = secretFiles(this.lab);
    if (left.length > 0) return `there are left: ${left.join(", ")}`;
    const states = [...textsOf(this.lab, STATE).values()].join();
    const strange = idsOf(this.lab).filter((id) => !states.includes(id));
    if (strange.length > 0) return `PVE names ${strange.join(", ")}, which the state does not have`;
    for (const token of tokensOf(this.lab))
      if (!(await authenticates(this.lab.simulator, token))) return "the token in the file does not work";
    return undefined;
  }

  /** What comes behind every deploy: a plan that is empty, and a destroy. */
  private async end(): Promise<string | undefined> {
    const name = nameOf(this.lab);
    if (!this.ends.has(name)) {
      const { exitCode, stdout } = await this.lab.project.plan(FAST);
      const plan = exitCode === 0 ? undefined : `the next plan is not empty: ${stdout}`;
      this.ends.set(name, (await this.destroyed()) ?? plan);
    }
    return this.ends.get(name);
  }

  private async destroyed(): Promise<string | undefined> {
    await this.lab.destroy({ ...FAST, ...(await this.lab.ticket()) });
    const rest = JSON.stringify(this.lab.pve());
    if (rest !== NOTHING) return `after destroy PVE has ${rest}`;
    const files = [...textsOf(this.lab, TFVARS).keys(), ...secretFiles(this.lab)];
    return files.length === 0 ? undefined : `after destroy there are still ${files.join(", ")}`;
  }

  private async remembered(way: string, look: () => Promise<Verdict>): Promise<Verdict> {
    const name = `${way} ${nameOf(this.lab)}`;
    const known = this.verdicts.get(name);
    if (known !== undefined) return known;
    const verdict = await look().catch((error: unknown): Verdict => {
      const why = String(error);
      const isRefused = this.operation.refusedElsewhere?.test(why.replace(/[│╷╵\s]+/g, " ")) === true;
      return { outcome: isRefused ? "refused" : "failed", why };
    });
    this.verdicts.set(name, verdict);
    return verdict;
  }
}

/** Terraform's words as one line, without its frames. */
function plain({ stdout, stderr }: Finished): string {
  return `${stdout}${stderr}`.replace(/[│╷╵\s]+/g, " ");
}

/** What PVE and the files for Terraform have, without random values. */
function looksOf(lab: Lab): string {
  const files = [...textsOf(lab, TFVARS)];
  return withoutChance(JSON.stringify([lab.pve(), files]));
}

/** The ids of Terraform's that our marks in PVE name. */
function idsOf(lab: Lab): string[] {
  return [...new Set(JSON.stringify(lab.pve()).match(/\b\d{14,}\b/g) ?? [])];
}

/** The tokens that the files for Terraform hold. */
function tokensOf(lab: Lab): string[] {
  return [...textsOf(lab, TFVARS).values()].join("\n").match(/[^"\s]+![^"\s=]+=[0-9a-f-]{36}/g) ?? [];
}
