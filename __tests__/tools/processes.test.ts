import { start } from "../../tools/processes";

/** A node program that starts another one, in a session of its own, which speaks and then waits for ever. */
const PARENT = `
  const child = 'console.log("here"); setInterval(() => {}, 1000);';
  require("node:child_process").spawn(process.execPath, ["-e", child], { stdio: "inherit", detached: true });
  setInterval(() => {}, 1000);
`;

describe("a process", () => {
  it("is given its input and its environment, and returns its output and exit code", async () => {
    const program = `process.stdin.on("data", (d) => { console.log(process.env.WORD + d); console.error("e"); process.exit(3); })`;
    const running = start(process.execPath, ["-e", program], { input: "input", env: { WORD: "word " } });
    expect(await running.finished).toEqual({
      exitCode: 3,
      signal: null,
      stdout: "word input\n",
      stderr: "e\n",
    });
  });

  it("is killed together with what it started, also in another session", async () => {
    const running = start(process.execPath, ["-e", PARENT], { onOutput: () => running.kill() });
    // Its output ends only when the last process that holds it has ended.
    expect(await running.finished).toMatchObject({ signal: "SIGKILL", stdout: "here\n" });
  });

  it("is killed after its time", async () => {
    const running = start(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { timeoutSeconds: 0.2 });
    expect(await running.finished).toMatchObject({ exitCode: null, signal: "SIGKILL" });
  });

  it("that cannot be started is an error", async () => {
    await expect(start("no-such-program", []).finished).rejects.toThrow("ENOENT");
  });
});
