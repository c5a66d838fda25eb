import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import type { CommanderError } from "commander";
import { loginCommand } from "../../cli/login";
import { ProxmoxCluster } from "../../constructs";
import type { Prompts, Question } from "../../cli/terminal/prompts";
import { makeSelfSigned, type Identity } from "../support/certificates";
import { DOWN } from "../support/node-front";
import { reply, startHttpsServer, type TestServer } from "../support/https-server";

// PVE's tickets hold no quote; a hostile server's may.
const TICKET = "PVE:root@pam:66F0A1B2::a'$(id)`\"\\b";
const CSRF = "66F0A1B2:csrf+/";
const PASSWORD = "correct horse";
const CODE = "123456";

let folder: string;
let config: string;
let identity: Identity;
let server: TestServer;
let needsCode: boolean;

beforeAll(async () => {
  identity = await makeSelfSigned("host3");
  server = await startHttpsServer(identity, ({ body }, response) => {
    const form = new URLSearchParams(body);
    const isFirst = !form.has("tfa-challenge");
    const expected = isFirst ? PASSWORD : `totp:${CODE}`;
    const half = needsCode && isFirst;
    const ticket = half ? `PVE:!tfa!${encodeURIComponent('{"totp":true}')}:66F0A1B2::half` : TICKET;
    const data = {
      username: form.get("username"),
      ticket,
      CSRFPreventionToken: CSRF,
      ...(half && { NeedTFA: 1 }),
    };
    if (form.get("password") === expected) reply(response, 200, { data });
    else reply(response, 401, { data: null });
  });
  folder = mkdtempSync(join(tmpdir(), "login-"));
  config = join(folder, "cdktf.json");
  const clusters = { "my-host": { endpoint: server.endpoint, fingerprint: identity.fingerprint } };
  writeFileSync(config, JSON.stringify({ context: { proxmox: { clusters } } }));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  needsCode = false;
});

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly questions: readonly string[];
  readonly exitCode: number;
}

async function run(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  isTTY = false,
): Promise<Outcome> {
  let [stdout, stderr, exitCode] = ["", "", 0];
  const questions: string[] = [];
  const answer = ({ text, variable }: Question): Promise<string> => {
    questions.push(`${text} (${variable})`);
    return Promise.resolve(/Code/.test(text) ? "123 456" : /Password/.test(text) ? PASSWORD : "root@pam");
  };
  const prompts: Prompts = { ask: answer, askSecret: answer };
  const command = loginCommand({
    environment,
    prompts,
    stdout: { isTTY, write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  command.exitOverride().configureOutput({ writeErr: (text) => (stderr += text) });
  await command.parseAsync([...args], { from: "user" }).catch((error: unknown) => {
    exitCode = (error as CommanderError).exitCode;
  });
  return { stdout, stderr, questions, exitCode };
}

const LINES =
  /^export PROXMOX_VE_MY_HOST_AUTH_TICKET='.*'\nexport PROXMOX_VE_MY_HOST_CSRF_PREVENTION_TOKEN=\S+\n$/;

test("a cluster of the configuration: user and password are asked for, export lines go to stdout", async () => {
  const { stdout, stderr, questions, exitCode } = await run(["my-host", "--config", config]);
  expect(exitCode).toBe(0);
  expect(questions).toEqual([
    "User of my-host (PROXMOX_VE_MY_HOST_USERNAME)",
    "Password of root@pam (PROXMOX_VE_MY_HOST_PASSWORD)",
  ]);
  expect(stdout).toMatch(LINES);
  expect(stderr).toMatch(/as root@pam\. The ticket lasts 2 hours/);
});

test("a cluster that a program describes itself: it is reached as synth has written", async () => {
  const output = join(folder, "cdktf.out");
  const app = new App({ outdir: output });
  const { endpoint } = server;
  const { fingerprint } = identity;
  new ProxmoxCluster(new TerraformStack(app, "lab"), "my-host", { endpoint, fingerprint });
  app.synth();
  const program = join(folder, "program.json");
  writeFileSync(program, `{ "app": "tsx main.ts" }`);
  const places = ["--config", program, "--output", output];
  expect((await run(["my-host", ...places])).stdout).toMatch(LINES);
  expect((await run(["myhost", ...places])).stderr).toMatch(
    /"myhost" is no cluster .*did you mean my-host\?/,
  );
  const { stderr, exitCode } = await run(["my-host", "--config", program, "--output", "/nowhere"]);
  expect(stderr).toMatch(
    /program\.json has no context\.proxmox, and \/nowhere describes no cluster\. Run `npx cdktf synth`/,
  );
  expect(exitCode).toBe(1);
});

test("a shell that evaluates the lines has ticket and CSRF token, and runs nothing of them", async () => {
  const { stdout } = await run(["my-host", "--config", config]);
  const script = `${stdout}printf '%s\\n' "$PROXMOX_VE_MY_HOST_AUTH_TICKET" "$PROXMOX_VE_MY_HOST_CSRF_PREVENTION_TOKEN"`;
  expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(`${TICKET}\n${CSRF}\n`);
});

test("with two-factor login the code is asked for, blanks allowed", async () => {
  needsCode = true;
  const { stdout, questions } = await run(["my-host", "--config", config]);
  expect(questions.at(-1)).toBe("Code of the authenticator (PROXMOX_VE_MY_HOST_TOTP)");
  expect(stdout).toMatch(LINES);
});

test("what the environment gives is not asked for", async () => {
  needsCode = true;
  const { stdout, questions } = await run(["my-host", "--config", config, "--username", "a@pve"], {
    PROXMOX_VE_MY_HOST_PASSWORD: PASSWORD,
    PROXMOX_VE_TOTP: CODE,
  });
  expect(questions).toEqual([]);
  expect(stdout).toMatch(LINES);
});

test("--endpoint needs no configuration; trust comes from the environment", async () => {
  const { stdout } = await run(
    ["my-host", "--endpoint", `${server.endpoint}/api2/json`, "--config", "/nowhere"],
    {
      PROXMOX_VE_FINGERPRINT: identity.fingerprint,
    },
  );
  expect(stdout).toMatch(LINES);
});

test("of several endpoints the first one that can be reached gives the ticket, and one line tells which", async () => {
  const file = join(folder, "several.json");
  const endpoint = [DOWN, server.endpoint];
  const fingerprint = [Array(32).fill("AB").join(":"), identity.fingerprint];
  const clusters = { "my-host": { endpoint, fingerprint } };
  writeFileSync(file, JSON.stringify({ context: { proxmox: { clusters } } }));
  const { stdout, stderr } = await run(["my-host", "--config", file]);
  expect(stdout).toMatch(LINES);
  expect(stderr).toContain(`Cluster my-host is reached at ${server.endpoint}: ${DOWN} can't be reached`);
  expect(stderr).toContain(`Logged in to ${server.endpoint} as root@pam`);
});

test("on a terminal, the way that shows no secret is told; never otherwise", async () => {
  const hint = 'eval "$(npx cdktf-proxmox-access login my-host)"';
  expect((await run(["my-host", "--config", config], {}, true)).stderr).toContain(hint);
  expect((await run(["my-host", "--config", config])).stderr).not.toContain(hint);
});

test("nothing to evaluate is printed on a terminal when it fails", async () => {
  expect((await run(["my-host", "--config", "/nowhere/cdktf.json"], {}, true)).stdout).toBe("");
});

test("without a terminal to ask on, the variable is named, and a shell that evaluates the lines stops", () => {
  const cli = join(__dirname, "..", "..", "dist", "cli.cjs");
  const script = `set -e; eval "$(node '${cli}' login my-host --config '${config}')"; echo goes on`;
  const { stdout, stderr, status } = spawnSync("sh", ["-c", script], { input: "", encoding: "utf8" });
  expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
  expect(stderr).toMatch(/no terminal to ask for "User of my-host" on; set PROXMOX_VE_MY_HOST_USERNAME\.$/m);
});

test("a token that would win over the ticket is named", async () => {
  const { stderr } = await run(["my-host", "--config", config], {
    PROXMOX_VE_MY_HOST_API_TOKEN: "root@pam!x=y",
  });
  expect(stderr).toContain("PROXMOX_VE_MY_HOST_API_TOKEN is set and wins");
});

describe("an error is one line on stderr and exit code 1, and what a shell evaluates fails too", () => {
  test.each<[string, () => readonly string[], NodeJS.ProcessEnv, RegExp]>([
    [
      "wrong password",
      () => ["my-host", "--config", config],
      { PROXMOX_VE_PASSWORD: "hunter2" },
      /refused the login/,
    ],
    ["unknown cluster", () => ["myhost", "--config", config], {}, /myhost.*my-host/],
    [
      "no configuration",
      () => ["my-host", "--config", "/nowhere/cdktf.json"],
      {},
      /\/nowhere\/cdktf\.json can't be read/,
    ],
    [
      "an endpoint that is none",
      () => ["my-host", "--endpoint", "http://host3"],
      {},
      /--endpoint must look like/,
    ],
    [
      "untrusted certificate",
      () => ["my-host", "--endpoint", server.endpoint],
      {},
      /PROXMOX_VE_MY_HOST_FINGERPRINT/,
    ],
    ["user without realm", () => ["my-host", "--config", config, "--username", "root"], {}, /with its realm/],
  ])("%s", async (_name, args, environment, message) => {
    const { stdout, stderr, exitCode } = await run(args(), environment);
    expect(exitCode).toBe(1);
    expect(stdout).toBe("false\n");
    expect(stderr).toMatch(message);
    expect(stderr.trim()).toMatch(/^error: .*$/);
    expect(stderr).not.toContain("hunter2");
  });
});
