/** Everything in PVE may be as described, and the secret that was written dead. */
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { HEADER } from "../../../files/own-file";
import { pveCall } from "../../support/pve/pve-call";
import { FULL_TOKENID, TOKEN, deploy, diff, folder, simulator, synthesize, writeTfvars } from "./bench";

const AS_DESCRIBED = "host3  all 4 objects are as described\n";

test("a secret that works is as described, and is used once", async () => {
  await deploy();
  expect(await diff()).toEqual({ stdout: AS_DESCRIBED, stderr: "", exitCode: 0 });
  const uses = simulator.requests.filter(({ identity }) => identity === FULL_TOKENID);
  expect(uses.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /version"]);
});

test("a secret that somebody has renewed is told, and shown nowhere", async () => {
  const { secret } = await deploy();
  const answer = (await pveCall(simulator, "PUT", TOKEN, { regenerate: "1" })) as { readonly value: string };
  const { stdout, stderr, exitCode } = await diff();
  expect(stdout).toMatch(
    /^host3 {2}! token opentofu@pve!opentofu-token: PVE refuses the secret in terraform\.tfvars, .*`token\.rotation`/,
  );
  expect(stdout.trim().split("\n")).toHaveLength(1);
  expect(exitCode).toBe(2);
  expect(`${stdout}${stderr}`).not.toContain(secret);
  expect(`${stdout}${stderr}`).not.toContain(answer.value);
});

test.each<[string, (place: string, secret: string) => void, string]>([
  ["is missing", () => undefined, "is not there"],
  ["is a link", (place) => symlinkSync("elsewhere", place), "is a symbolic link, or behind one"],
  ["is a pipe", (place) => execFileSync("mkfifo", [place]), "was not written by cdktf-proxmox-access"],
  ["is not ours", (_, secret) => writeTfvars(secret, "# mine"), "was not written by cdktf-proxmox-access"],
  [
    "is of another node",
    (_, secret) => writeTfvars(secret, HEADER, "https://elsewhere:8006"),
    "does not hold its secret",
  ],
])("a file that %s is named, and nothing is tried", async (_, prepare, why) => {
  const { secret } = await deploy();
  const place = join(folder, "terraform.tfvars");
  rmSync(place);
  prepare(place, secret);
  expect(await diff()).toEqual({
    stdout: AS_DESCRIBED,
    stderr: `host3  token ${FULL_TOKENID} was not tried, since terraform.tfvars ${why}.\n`,
    exitCode: 0,
  });
  expect(simulator.requests.filter(({ identity }) => identity === FULL_TOKENID)).toEqual([]);
});

test("a file in a folder that has become a link is named, and nothing is tried", async () => {
  const path = "sub/terraform.tfvars";
  await deploy();
  mkdirSync(join(folder, "elsewhere"));
  renameSync(join(folder, "terraform.tfvars"), join(folder, "elsewhere", "terraform.tfvars"));
  symlinkSync("elsewhere", join(folder, "sub"));
  const tokens = [{ key: "host3", fullTokenid: FULL_TOKENID }];
  synthesize({ host3: {} }, { files: [{ path, place: `../../../${path}`, tokens }] });
  const start = process.cwd();
  process.chdir(folder);
  try {
    expect((await diff()).stderr).toBe(
      `host3  token ${FULL_TOKENID} was not tried, since ${path} is a symbolic link, or behind one.\n`,
    );
  } finally {
    process.chdir(start);
  }
  expect(simulator.requests.filter(({ identity }) => identity === FULL_TOKENID)).toEqual([]);
});

test("a token whose secret is in no file is not tried, and that is said", async () => {
  await deploy();
  synthesize({ host3: {} }, { files: [] });
  expect(await diff()).toEqual({
    stdout: AS_DESCRIBED,
    stderr: `host3  token ${FULL_TOKENID} was not tried, since its secret is in no file of this stack.\n`,
    exitCode: 0,
  });
});
