/** `--deploy` starts whatever `npx` is on the PATH: here one that notes how it was called. */
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, host3, project, rotate } from "./bench";

function npx(exitCode: number): NodeJS.ProcessEnv {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const script = `#!/bin/sh\nprintf '%s\\n' "$TERRAFORM_BINARY_NAME" "$PWD" "$@" > '${folder}/called'\nexit ${String(exitCode)}\n`;
  writeFileSync(join(bin, "npx"), script, { mode: 0o755 });
  return { PATH: `${bin}:${process.env["PATH"] ?? ""}`, TERRAFORM_BINARY_NAME: "tofu" };
}

function called(): readonly string[] {
  return readFileSync(join(folder, "called"), "utf8").trim().split("\n");
}

test("it deploys the stack of the token, in the project's folder and environment", async () => {
  project();
  const { stderr, exitCode } = await rotate(["host3", "--deploy"], npx(0));
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  expect(called()).toEqual(["tofu", realpathSync(folder), "cdktf", "deploy", "proxmox-access"]);
  expect(host3()).toMatchObject({ token: { rotation: "2" } });
});

test("--auto-approve deploys without a question", async () => {
  project();
  await rotate(["host3", "--auto-approve"], npx(0));
  expect(called().slice(2)).toEqual(["cdktf", "deploy", "proxmox-access", "--auto-approve"]);
});

test("a deploy that fails gives its exit code, and says that the configuration stays changed", async () => {
  project();
  const { stderr, exitCode } = await rotate(["host3", "--deploy"], npx(3));
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(
    /^The deploy has failed with exit code 3\. .*cdktf\.json stays changed: .* deploy again: npx cdktf deploy proxmox-access\n$/,
  );
  expect(host3()).toMatchObject({ token: { rotation: "2" } });
});

test("nothing is deployed when nothing could be changed", async () => {
  project();
  const environment = npx(0);
  expect(await rotate(["host3", "--to", " ", "--deploy"], environment)).toMatchObject({ exitCode: 1 });
  expect(called).toThrow(/ENOENT/);
});
