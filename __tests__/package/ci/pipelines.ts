/** The example's two pipelines, as their runners take them: jobs of shell lines, and the variables that are there. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { type Finished, run } from "../../../tools/processes";
import { ROOT } from "../../../tools/toolchain/paths";
import { currentNode } from "../../support/current-node";
import { REPOSITORY, REQUEST } from "./forge";

const yaml = jest.requireActual<{ load(text: string): unknown }>("js-yaml");

const EXAMPLE = path.join(ROOT, "examples", "ci");

/** What a shell is given at once. */
export interface Step {
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it runs after a step that has failed. */
  readonly always: boolean;
}

type Variables = Readonly<Record<string, string>>;

interface Workflow {
  readonly env: Variables;
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { run?: string; if?: string; env?: Variables }[] }>
  >;
}

/** @param values what GitHub would put in the place of expressions; another one is an error */
function githubSteps(job: string, values: Variables): readonly Step[] {
  const { env, jobs } = yaml.load(exampleFile("github.yml")) as Workflow;
  return (jobs[job]?.steps ?? []).flatMap(({ run, if: condition = "", env: own = {} }) => {
    if (run === undefined) return [];
    const environment = mapped({ ...env, ...own }, /\$\{\{ ([\w.]+) \}\}/g, values);
    return [{ script: run, environment, always: /always\(\)|!cancelled\(\)/.test(condition) }];
  });
}

interface GitlabJob {
  readonly variables?: Variables;
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  readonly after_script?: readonly string[];
}

/** How the GitLab job gets OpenTofu; the tests have it. */
const INSTALLS_TOFU = /^(curl|sha256sum|tar) /;

/**
 * @param expanded the pipeline with its defaults in each job
 * @param values the variables that GitLab, or the project, sets
 */
function gitlabSteps(expanded: string, job: string, values: Variables): readonly Step[] {
  const pipeline = yaml.load(expanded) as { readonly variables: Variables } & Readonly<
    Record<string, GitlabJob>
  >;
  const {
    variables = {},
    before_script: before = [],
    script = [],
    after_script: after = [],
  } = pipeline[job] ?? {};
  const environment = { ...values, ...mapped({ ...pipeline.variables, ...variables }, /\$(\w+)/g, values) };
  const lines = [...before, ...script].filter((line) => !INSTALLS_TOFU.test(line));
  return [
    { script: lines.join("\n"), environment, always: false },
    { script: after.join("\n"), environment, always: true },
  ];
}

/** A file of the example. */
export function exampleFile(name: string): string {
  return readFileSync(path.join(EXAMPLE, name), "utf8");
}

function mapped(variables: Variables, expression: RegExp, values: Variables): Variables {
  const valueOf = (_: string, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for ${name}`);
    return value;
  };
  return Object.fromEntries(
    Object.entries(variables).map(([name, text]) => [name, text.replace(expression, valueOf)]),
  );
}

/** What a team keeps in the secret store of its CI. */
export interface Secrets {
  readonly look: string;
  readonly deploy: string;
  readonly passphrase: string;
}

/** What a runner knows of the job. */
export interface Around {
  /** Of the forge. */
  readonly url: string;
  /** The commit that a pull or merge request is compared with. */
  readonly base: string;
}

export interface Pipeline {
  readonly name: string;
  /** Where the project has it. */
  readonly file: string;
  /** What a job of a pull or merge request checks out. */
  readonly commitOf: (branch: string) => string;
  readonly steps: (job: string, secrets: Secrets, around: Around) => Promise<readonly Step[]>;
  /** How it shows an error. */
  readonly error: string;
}

const github: Pipeline = {
  name: "GitHub Actions",
  file: ".github/workflows/proxmox-access.yml",
  commitOf: (branch) => `${branch}-merge`,
  error: "::error::",
  steps: (job, { look, deploy, passphrase }, { url }) => {
    const surroundings = {
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_STEP_SUMMARY: "../summary.md",
      // The backend that these tests have.
      TF_HTTP_ADDRESS: `${url}/terraform/state/access`,
    };
    const steps = githubSteps(job, {
      "secrets.PROXMOX_VE_LOOK_TOKEN": look,
      "secrets.PROXMOX_VE_DEPLOY_TOKEN": deploy,
      "secrets.STATE_PASSPHRASE": passphrase,
      "secrets.AWS_ACCESS_KEY_ID": "",
      "secrets.AWS_SECRET_ACCESS_KEY": "",
      "github.token": "github-token",
      "github.event.pull_request.number": REQUEST,
    });
    return Promise.resolve(
      steps.map((step) => ({ ...step, environment: { ...surroundings, ...step.environment } })),
    );
  },
};

const gitlab: Pipeline = {
  name: "GitLab CI",
  file: ".gitlab-ci.yml",
  commitOf: (branch) => branch,
  error: "",
  steps: async (job, { look, deploy, passphrase }, { url, base }) => {
    const { exitCode, stdout, stderr } = await gitlabLocal(exampleFile("gitlab.yml"), "--preview");
    if (exitCode !== 0) throw new Error(stderr);
    return gitlabSteps(stdout, job, {
      GITLAB_CI: "true",
      CI_API_V4_URL: url,
      CI_PROJECT_ID: encodeURIComponent(REPOSITORY),
      CI_MERGE_REQUEST_IID: REQUEST,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_JOB_TOKEN: "job-token",
      PROXMOX_VE_LOOK_TOKEN: look,
      PROXMOX_VE_DEPLOY_TOKEN: deploy,
      TF_VAR_state_passphrase: passphrase,
      ACCESS_COMMENT_TOKEN: "gitlab-token",
    });
  },
};

export const PIPELINES: readonly Pipeline[] = [github, gitlab];

/** Runs gitlab-ci-local, which has GitLab's own schema of the format, on a pipeline. It wants a newer Node than ours. */
export async function gitlabLocal(pipeline: string, ...options: readonly string[]): Promise<Finished> {
  const folder = await mkdtemp(path.join(tmpdir(), "gitlab-"));
  try {
    await run("git", ["init", "--quiet"], { cwd: folder });
    await writeFile(path.join(folder, ".gitlab-ci.yml"), pipeline);
    const program = require.resolve("gitlab-ci-local");
    return await run(await currentNode(), [program, ...options], {
      cwd: folder,
      env: { ...process.env, HOME: folder },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
