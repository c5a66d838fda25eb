import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { anonymous, root, type Served, withTicket } from "./support";

/** Starts the command; answers its process and all that it wrote until `until` was in it, or it ended. */
async function command(args: readonly string[], until?: string) {
  const main = join(__dirname, "../../cli/main.ts");
  const child = spawn(process.execPath, ["--import", "tsx", main, "simulator", ...args], { stdio: "pipe" });
  const ended = once(child, "close");
  let output = "";
  const seen = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString("utf8");
        if (until !== undefined && output.includes(until)) resolve();
      });
    }
  });
  await Promise.race([seen, ended]);
  return { child, ended, output, later: () => output };
}

/** The simulator that a command has started, as its output says. */
async function started(args: readonly string[], use: (served: Served, later: () => string) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), "simulator-"));
  const ca = join(folder, "ca.pem");
  const { child, ended, output, later } = await command([...args, "--ca-file", ca], "CA  ");
  try {
    const [endpoint = ""] = /https:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
    await use({ endpoint, caCertificate: readFileSync(ca, "utf8"), rootPassword: "secret-root" }, later);
  } finally {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true });
  }
}

test("the command says how to reach the simulator, and stops on SIGTERM", async () => {
  const { child, ended, output } = await command(["--pve", "8.4", "--root-password", "other"], "fingerprint");
  expect(output).toMatch(
    /endpoint +https:\/\/127\.0\.0\.1:\d+\nlogin +root@pam, password other\nfingerprint +[0-9A-F]{2}:/,
  );
  child.kill("SIGTERM");
  expect((await ended)[0]).toBe(0);
});

test("the command simulates a path of a reverse proxy", async () => {
  const { child, ended, output } = await command(["--prefix", "/cluster1"], "fingerprint");
  expect(output).toMatch(/endpoint +https:\/\/127\.0\.0\.1:\d+\/cluster1\n/);
  child.kill("SIGTERM");
  await ended;
});

test("the command has the pools, storages and groups that it is told", async () => {
  const flags = ["--pool", "lab", "--pool", "lab/ci", "--storage", "fast", "--group", "staff"];
  await started(flags, async (served) => {
    const admin = await root(served);
    const names = async (path: string, key: string) =>
      (await admin.data<readonly Record<string, string>[]>(admin.get(path))).map((item) => item[key]).sort();
    expect(await names("/pools", "poolid")).toEqual(["lab", "lab/ci"]);
    expect(await names("/storage", "storage")).toEqual(["fast", "local", "local-lvm"]);
    expect(await names("/access/groups", "groupid")).toEqual(["staff"]);
  });
});

test("with --totp the command shows the code that a login asks for", async () => {
  await started(["--totp"], async (served, later) => {
    expect(later()).toMatch(/TOTP +([A-Z2-7]{32})\n +otpauth:\/\/totp\/root@pam\?secret=\1&/);
    expect(later()).not.toContain("code   ");
    const login = { username: "root@pam", password: served.rootPassword };
    const visitor = anonymous(served);
    const step = async (fields: Record<string, string>) =>
      visitor.data<{ ticket: string; CSRFPreventionToken: string; NeedTFA?: number }>(
        visitor.post("/access/ticket", fields),
      );
    const half = await step(login);
    expect(half.NeedTFA).toBe(1);
    while (!later().includes("code  ")) await new Promise((resolve) => setTimeout(resolve, 10));
    const [, code = ""] = /code +(\d{6})\n/.exec(later()) ?? [];
    const full = await step({ ...login, password: `totp:${code}`, "tfa-challenge": half.ticket });
    expect(await withTicket(served, full).get("/nodes")).toMatchObject({ status: 200 });
  });
});

test.each([
  [["--pool", "a b"], "A pool's name consists of"],
  [["--storage", "f"], "A storage's name has two characters or more"],
  [["--group", "a@b"], "A group's name consists of"],
  [["--prefix", "cluster1/"], "A prefix looks like /cluster1, without / at its end."],
  [["--port", "many"], "A port is a number from 0 to 65535."],
  [["--pve", "6"], "Allowed choices are 7.4, 8.4, 9.1, 9.2."],
])("%j is refused in one line", async (args, text) => {
  const { child, output } = await command(args);
  expect(child.exitCode).toBe(1);
  expect(output.trim().split("\n")).toEqual([expect.stringContaining(text)]);
});
