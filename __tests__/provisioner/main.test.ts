/** The provisioner's process, as Terraform starts it: its signals, its parent, and what it never shows. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ENVIRONMENT, encode } from "../../pve/spec";
import { ALL, TOKEN } from "../pve/reconcile/objects";
import { Bench } from "./bench";

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

it("ends with 1 and one line for what it cannot do", async () => {
  expect(await start("make coffee", {}).ended).toEqual({
    code: 1,
    out: "",
    err: expect.stringMatching(/^Error: there is no command "make coffee", only reconcile, .*\n$/),
  });
});

it("does not end with 0 before it is through", async () => {
  // Node ends a process that waits for what never comes, and that is no error to it.
  const never =
    'import timers from "node:timers/promises"; timers.setTimeout = () => new Promise(() => undefined);';
  const bench = await Bench.start();
  bench.begin();
  try {
    const environment = {
      ...bench.environment,
      [ENVIRONMENT.request]: JSON.stringify({
        construct: "access/settled",
        stack: "access",
        names: "",
        stateFiles: [],
        secretsInState: false,
        tokenFiles: [],
      }),
      [ENVIRONMENT.triggers]: gzipSync(JSON.stringify({ state: "1" })).toString("base64"),
      [ENVIRONMENT.state]: "1",
    };
    const { code, err } = await start("finish", environment, [`--import=data:text/javascript,${never}`])
      .ended;
    expect({ code, err }).toEqual({ code: 1, err: "Error: it ended before it was through. Deploy again.\n" });
    expect((await start("finish", environment).ended).code).toBe(0);
  } finally {
    bench.end();
    await bench.stop();
  }
});

describe("while it issues a token", () => {
  let bench: Bench;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    bench = await Bench.start();
  });
  beforeEach(() => {
    bench.begin();
    environment = {
      ...bench.environment,
      PROXMOX_VE_RETRY_SECONDS: "3",
      [ENVIRONMENT.request]: JSON.stringify({ ...bench.base("host3"), stateFiles: [] }),
      [ENVIRONMENT.triggers]: gzipSync(JSON.stringify(encode(ALL))).toString("base64"),
      [ENVIRONMENT.state]: "1",
    };
  });
  afterEach(() => bench.end());
  afterAll(() => bench.stop());

  const creation = { method: "POST", path: new RegExp(`/token/${TOKEN.tokenid}$`) };
  const notes = () => (existsSync(".run/host3") ? readdirSync(".run/host3").toSorted() : []);

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("ends at once by %s, and leaves no temporary file", async (signal, exit) => {
    const { child, ended } = start("reconcile", environment);
    const kill = async () => {
      child.kill(signal);
      // Otherwise the answer could be there before the signal.
      await ended;
    };
    bench.at("host3").faults.on(creation, { at: "handled", run: kill });
    const { code, err } = await ended;
    expect({ code, err: err.replace(/.*is trusted by.*\n/, "") }).toEqual({ code: exit, err: "" });
    expect(notes()).toEqual(["11.begun", "begun.json", "origins.json", "trust.json"]);
    expect(bench.at("host3").snapshot().tokens).toHaveLength(1);
    bench.at("host3").faults.clear();
    // The next run makes up for it.
    expect((await start("reconcile", environment).ended).code).toBe(0);
    expect(notes()).toEqual(["11", "begun.json", "done", "origins.json", "trust.json"]);
  });

  it("ends when Terraform was killed, so that it cannot undo the next deploy", async () => {
    const { child, ended } = start("reconcile", environment, AS_CHILD);
    bench.at("host3").faults.on(creation, { lock: true, times: 2 });
    bench.at("host3").faults.on(creation, { at: "handled", run: () => void child.kill("SIGKILL"), times: 1 });
    await ended;
    expect(notes()).toEqual(["11.begun", "begun.json", "origins.json", "trust.json"]);
    expect(bench.at("host3").snapshot().tokens).toEqual([]);
  });

  it("shows neither a stack nor what was sent, whatever breaks", async () => {
    const odd = gzipSync(JSON.stringify({ "role x": "present", nonsense: "1" })).toString("base64");
    const { code, out, err } = await start("reconcile", { ...environment, [ENVIRONMENT.triggers]: odd })
      .ended;
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err.replace(/.*is trusted by.*\n/, "")).toBe(
      'Error: access/host3: unexpected failure: "nonsense" is no setting of an object of PVE\n',
    );
    expect(err).not.toContain(bench.at("host3").rootPassword);
  });
});
