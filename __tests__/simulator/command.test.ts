import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

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
  return { child, ended, output };
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

test.each([
  [["--prefix", "cluster1/"], "A prefix looks like /cluster1, without / at its end."],
  [["--port", "many"], "A port is a number from 0 to 65535."],
  [["--pve", "6"], "Allowed choices are 7.4, 8.4, 9.1, 9.2."],
])("%j is refused in one line", async (args, text) => {
  const { child, output } = await command(args);
  expect(child.exitCode).toBe(1);
  expect(output.trim().split("\n")).toEqual([expect.stringContaining(text)]);
});
