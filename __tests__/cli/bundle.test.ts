import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { name, version } from "../../package.json";

function run(...args: string[]) {
  const cli = join(__dirname, "..", "..", "dist", "cli.cjs");
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args], { encoding: "utf8" });
  return { stdout, stderr, status };
}

test("the bundled command line starts, is called as its package, and knows its commands", () => {
  const { stdout, status } = run("--help");
  expect(status).toBe(0);
  expect(stdout).toContain(`Usage: ${name} `);
  for (const command of ["login", "diff", "show", "role", "pveum", "simulator"])
    expect(stdout).toContain(command);
});

test("it tells its version", () => {
  expect(run("--version")).toEqual({ stdout: `${version}\n`, stderr: "", status: 0 });
});

test("a misspelt command is refused with the nearest one", () => {
  const { stderr, status } = run("dif");
  expect(status).toBe(1);
  expect(stderr).toMatch(/unknown command 'dif'\n\(Did you mean diff\?\)/);
});
