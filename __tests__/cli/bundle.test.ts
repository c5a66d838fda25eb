import { spawnSync } from "node:child_process";
import { join } from "node:path";

test("the bundled command line starts, and knows its commands", () => {
  const cli = join(__dirname, "..", "..", "dist", "cli.cjs");
  const { stdout, status } = spawnSync(process.execPath, [cli, "--help"], { encoding: "utf8" });
  expect(status).toBe(0);
  for (const command of ["login", "drift", "print-role", "print-pveum", "simulator"])
    expect(stdout).toContain(command);
});
