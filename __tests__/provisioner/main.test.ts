import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ENVIRONMENT, type IssueRequest } from "../../pve/spec";
import type { Simulator } from "../../simulator";
import { OWNER, TOKEN, startBench } from "./bench";

const BUNDLE = join(__dirname, "..", "..", "dist", "provisioner.cjs");

/** A stand-in for Terraform: it starts the bundle with its own output, and waits for it. */
const AS_CHILD = [
  "-e",
  'require("node:child_process").spawn(process.execPath, process.argv.slice(1), { stdio: "inherit" })',
];

/** Starts the bundle as Terraform does, without a shell. `ended` is when nobody holds its output any more. */
function start(command: string, environment: NodeJS.ProcessEnv, before: readonly string[] = []) {
  const args = [...before, BUNDLE, command];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...environment } });
  const text = { out: "", err: "" };
  child.stdout.on("data", (data: Buffer) => (text.out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (text.err += data.toString()));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, ...text }));
  });
  return { child, ended };
}

function issueRequest({ endpoint, fingerprint }: Simulator): IssueRequest {
  return {
    cluster: { key: "host3", endpoint, insecure: false, fingerprint },
    owner: OWNER,
    construct: "access/host3/token",
    objects: { one: { object: TOKEN, settings: {} } },
    adopt: false,
    removalPolicy: "automatic",
    acl: [],
    secret: "file",
    stateFiles: [],
  };
}

describe("the provisioner's process", () => {
  it("ends with 1 and one line for what it cannot do", async () => {
    expect(await start("make coffee", {}).ended).toEqual({
      code: 1,
      out: "",
      err: expect.stringMatching(/^Error: there is no command "make coffee", only claim user, .*\n$/),
    });
  });

  describe("while it issues a token", () => {
    let bench: Awaited<ReturnType<typeof startBench>>;
    let environment: NodeJS.ProcessEnv;
    let secrets: string;
    beforeEach(async () => {
      bench = await startBench("9.2");
      await bench.prepare();
      secrets = join(bench.folder, ".secrets");
      environment = {
        ...bench.environment,
        [ENVIRONMENT.request]: JSON.stringify(issueRequest(bench.simulator)),
        [ENVIRONMENT.key]: "one",
        [ENVIRONMENT.secretFile]: join(secrets, "1"),
      };
    });
    afterEach(() => bench.simulator.stop());
    const creation = { method: "POST", path: new RegExp(`/token/${TOKEN.tokenid}$`) };
    const secretFiles = () => (existsSync(secrets) ? readdirSync(secrets) : []);

    it("ends at once when it is interrupted, and leaves no temporary file", async () => {
      const { child, ended } = start("issue token", environment);
      bench.simulator.faults.on(creation, { at: "handled", run: () => void child.kill("SIGINT") });
      expect(await ended).toMatchObject({ code: 130, out: "" });
      expect(secretFiles()).toEqual([]);
      expect(bench.simulator.snapshot().tokens).toHaveLength(1);
    });

    it("ends when Terraform was killed, so that it cannot undo the next deploy", async () => {
      const { child, ended } = start("issue token", environment, AS_CHILD);
      bench.simulator.faults.on(creation, { lock: true, times: 2 });
      bench.simulator.faults.on(creation, { at: "handled", run: () => void child.kill("SIGKILL"), times: 1 });
      await ended;
      expect(secretFiles()).toEqual([]);
      expect(bench.simulator.snapshot().tokens).toEqual([]);
    });
  });
});
