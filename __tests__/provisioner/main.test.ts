import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ENVIRONMENT } from "../../pve/spec";
import { OWNER, TOKEN, startBench } from "./bench";

const BUNDLE = join(__dirname, "..", "..", "dist", "provisioner.cjs");

/** Starts the bundle as Terraform does, without a shell. */
function start(command: string, environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [BUNDLE, command], { env: { ...process.env, ...environment } });
  const text = { out: "", err: "" };
  child.stdout.on("data", (data: Buffer) => (text.out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (text.err += data.toString()));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, ...text }));
  });
  return { child, ended };
}

describe("the provisioner's process", () => {
  it("ends with 1 and one line for what it cannot do", async () => {
    expect(await start("make coffee", {}).ended).toEqual({
      code: 1,
      out: "",
      err: expect.stringMatching(/^Error: there is no command "make coffee", only claim user, .*\n$/),
    });
  });

  it("ends at once when it is interrupted, and leaves no temporary file", async () => {
    const bench = await startBench("9.2");
    try {
      await bench.prepare();
      const secrets = join(bench.folder, ".secrets");
      const request = {
        cluster: {
          key: "host3",
          endpoint: bench.simulator.endpoint,
          insecure: false,
          fingerprint: bench.simulator.fingerprint,
        },
        owner: OWNER,
        construct: "access/host3/token",
        objects: { one: { object: TOKEN, settings: {} } },
        adopt: false,
        removalPolicy: "automatic",
        acl: [],
        secret: "file",
        stateFiles: [],
      };
      const { child, ended } = start("issue token", {
        ...bench.environment,
        [ENVIRONMENT.request]: JSON.stringify(request),
        [ENVIRONMENT.key]: "one",
        [ENVIRONMENT.secretFile]: join(secrets, "1"),
      });
      const path = new RegExp(`/token/${TOKEN.tokenid}$`);
      bench.simulator.faults.on(
        { method: "POST", path },
        { at: "handled", run: () => void child.kill("SIGINT") },
      );
      expect(await ended).toMatchObject({ code: 130, out: "" });
      expect(existsSync(secrets) ? readdirSync(secrets) : []).toEqual([]);
      expect(bench.simulator.snapshot().tokens).toHaveLength(1);
    } finally {
      await bench.simulator.stop();
    }
  });
});
