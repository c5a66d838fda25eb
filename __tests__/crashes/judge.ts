/** What has to hold after an accident. */
import { authenticates } from "../support/authenticates";
import type { Finished } from "../../tools/processes";
import { type Lab, succeeded } from "../support/lab";
import type { Environment } from "../support/project";
import { type Clusters, type Operation, describeIn } from "./operations";
import { secretFiles, nameOf, removeFiles, textsOf, withoutChance } from "./situation";

/**
 * What became of a situation: as it should be after one or two deploys; `left` where that is so and former objects or files are
 * still there; `astray` where only a destroy sets it right; `refused` with the right words; or `failed`.
 */
export interface Verdict {
  readonly outcome: "once" | "twice" | "left" | "astray" | "refused" | "failed";
  /** What is not as it should be, in words. */
  readonly why?: string;
}

const NOTHING = JSON.stringify({ users: {}, roles: {}, tokens: {}, acl: [], groups: {} });
const TFVARS = /\.tfvars$/;
const STATE = /\.tfstate$/;
const TAKE_OVER = /another Terraform state .*`adopt: true`/;
const PLAN_FAULT = "the next plan is not empty";
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
    private readonly login: Environment,
    private readonly operation: Operation,
    private readonly described: Clusters,
    private readonly wanted: Looks,
  ) {}

  /** Runs the operation undisturbed. @throws Error when not even that is as it should be */
  public static async start(lab: Lab, login: Environment, operation: Operation): Promise<Judge> {
    const described = operation.described ?? operation.before ?? {};
    describeIn(lab, described, operation);
    if (operation.described) await lab.deploy(login);
    const judge = new Judge(lab, login, operation, described, looksOf(lab));
    const wrong = (await judge.fault()) ?? (await judge.end());
    if (wrong !== undefined) throw new Error(`${operation.name}, undisturbed: ${wrong}`);
    return judge;
  }

  /** The next deploy, of what the operation has described, or, after a destroy, of what was there before. */
  public deploy(): Promise<Verdict> {
    return this.remembered("deploy", async () => {
      const deploys = await this.deploys();
      const wrong = await this.fault();
      const isMore = wrong !== undefined && (await this.fault(this.wanted)) === undefined;
      const end = await this.end();
      if (isMore && !end?.startsWith(PLAN_FAULT)) return { outcome: "left", why: wrong };
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

  /**
   * The next deploy is made where neither state nor notes are: that is another state. What bears our mark is refused then, and
   * taken over when the user says so.
   */
  public async stranger(): Promise<Verdict> {
    removeFiles(this.lab, /\.tfstate(\.backup)?$|(^|\/)\.run\//);
    return this.remembered("stranger", async () => {
      describeIn(this.lab, this.described, this.operation);
      const first = await this.apply();
      if (first.exitCode === 0) return this.deploy();
      if (!TAKE_OVER.test(plain(first))) succeeded(first);
      const adopting = Object.entries(this.described).map(([key, cluster]) => [
        key,
        { ...cluster, adopt: true },
      ]);
      describeIn(this.lab, Object.fromEntries(adopting) as Clusters, this.operation);
      succeeded(await this.apply());
      const why = await this.fault();
      return why === undefined ? { outcome: "refused" } : { outcome: "failed", why };
    });
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

  private apply(): Promise<Finished> {
    return this.lab.project.apply(this.login);
  }

  /** @param only says which objects and files count; all when left out */
  private async fault(only?: Looks): Promise<string | undefined> {
    const found = textOf(looksOf(this.lab), only);
    const [is, shall] = [found, textOf(this.wanted)].map(withoutChance);
    if (is !== shall) return `PVE and files have ${String(is)}, not ${String(shall)}`;
    const left = secretFiles(this.lab);
    if (left.length > 0) return `there are left: ${left.join(", ")}`;
    const states = [...textsOf(this.lab, STATE).values()].join();
    const strange = idsIn(found).filter((id) => !states.includes(id));
    if (strange.length > 0) return `PVE names ${strange.join(", ")}, which the state does not have`;
    for (const [token] of found.matchAll(/[^"\s]+![^"\s=]+=[0-9a-f-]{36}/g))
      if (!(await authenticates(this.lab.simulator, token))) return "the token in the file does not work";
    return undefined;
  }

  /** What comes behind every deploy: a plan that is empty, and a destroy. */
  private async end(): Promise<string | undefined> {
    const name = nameOf(this.lab);
    if (!this.ends.has(name)) {
      const { exitCode, stdout } = await this.lab.project.plan(this.login);
      const plan = exitCode === 0 ? undefined : `${PLAN_FAULT}: ${stdout}`;
      const rest = await this.destroyed();
      const faults = [plan, rest].filter((fault) => fault !== undefined);
      this.ends.set(name, faults.length === 0 ? undefined : faults.join("\n"));
    }
    return this.ends.get(name);
  }

  private async destroyed(): Promise<string | undefined> {
    const said = await this.lab.destroy(this.login);
    const rest = JSON.stringify(pveOf(this.lab));
    if (rest !== NOTHING)
      return `after destroy PVE has ${rest}: ${said.match(/Warning.*/g)?.join("; ") ?? ""}`;
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

/** What PVE and the files for Terraform have, by kind and name. */
type Looks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function pveOf(lab: Lab) {
  const groups = lab.simulator
    .snapshot()
    .groups.map(({ groupid, ...settings }) => [groupid, settings] as const);
  return { ...lab.pve(), groups: Object.fromEntries(groups) };
}

function looksOf(lab: Lab): Looks {
  const { acl, ...objects } = pveOf(lab);
  const entries = Object.fromEntries(acl.map((entry) => [entry, true]));
  return { ...objects, acl: entries, files: Object.fromEntries(textsOf(lab, TFVARS)) };
}

/** @param only leaves out what is not named there */
function textOf(looks: Looks, only: Looks = looks): string {
  const kinds = Object.entries(looks).map(([kind, named]) => [
    kind,
    Object.entries(named).filter(([name]) => Object.hasOwn(only[kind] ?? {}, name)),
  ]);
  return JSON.stringify(kinds);
}

/** The ids of Terraform's that our marks name. */
function idsIn(text: string): string[] {
  return [...new Set(text.match(/\b\d{14,}\b/g) ?? [])];
}
