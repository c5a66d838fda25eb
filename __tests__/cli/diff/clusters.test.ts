import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HEADER } from "../../../files/own-file";
import type { Description } from "../../../pve/spec";
import { login } from "../../support/project";
import { DOWN } from "../../support/node-front";
import { pveCall } from "../../support/pve/pve-call";
import { deploy, diff, folder, simulator, synthesize, writeTfvars } from "./bench";

test("looks at the clusters that are named, and knows no other", async () => {
  await deploy();
  synthesize({ host3: {}, nuc: {} });
  expect(await diff(["host3"])).toMatchObject({
    stdout: "host3  all 4 objects are as described\n",
    exitCode: 0,
  });
  const { stderr, exitCode } = await diff(["host"]);
  expect(stderr).toMatch(/"host" is no synthesized cluster; did you mean host3\?/);
  expect(exitCode).toBe(1);
});

test("looks at all clusters, also when one cannot be looked at, which is a failure and no difference", async () => {
  await deploy();
  await pveCall(simulator, "PUT", "/access/roles/opentofu-role", { privs: "VM.Clone" });
  synthesize({
    host3: {},
    down: { endpoint: "https://127.0.0.1:1" },
    nuc: { fingerprint: Array(32).fill("AB").join(":") },
  });
  const { stdout, stderr, exitCode } = await diff([], {
    ...login(simulator),
    PROXMOX_VE_RETRY_SECONDS: "0",
  });
  expect(stdout).toBe("host3  role opentofu-role  + VM.Audit\nhost3  role opentofu-role  - VM.Clone\n");
  expect(stderr).toMatch(/^down {2}Error: .*https:\/\/127\.0\.0\.1:1/m);
  expect(stderr).toMatch(/^nuc {2}Error: .*fingerprint/im);
  expect(exitCode).toBe(1);
});

test("looks by another endpoint of a cluster when the first one is down, and tries the secrets of the file", async () => {
  const { secret } = await deploy();
  writeTfvars(secret, HEADER, DOWN);
  synthesize({ host3: { endpoint: DOWN, otherEndpoints: [simulator.endpoint] } });
  expect(await diff()).toEqual({
    stdout: "host3  all 4 objects are as described\n",
    stderr: `Cluster host3 is reached at ${simulator.endpoint}: ${DOWN} can't be reached (ECONNREFUSED).\n`,
    exitCode: 0,
  });
});

test("names the variables of each cluster that there is no login for", async () => {
  await deploy();
  synthesize({ host3: {}, nuc: {} });
  const { stdout, stderr, exitCode } = await diff([], {});
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^host3 {2}Error: .*PROXMOX_VE_HOST3_API_TOKEN/m);
  expect(stderr).toMatch(/^nuc {2}Error: .*PROXMOX_VE_NUC_API_TOKEN/m);
  expect(exitCode).toBe(1);
});

test("a CA file is found from the stack's folder, where the provisioner runs", async () => {
  await deploy();
  writeFileSync(join(folder, "ca.pem"), simulator.caCertificate);
  const file = join(folder, "cdktf.out", "stacks", "access", "description.json");
  const description = JSON.parse(readFileSync(file, "utf8")) as Description;
  const cluster = { key: "host3", endpoint: simulator.endpoint, insecure: false, caFile: "../../../ca.pem" };
  const clusters = { host3: { ...description.clusters["host3"], cluster } };
  writeFileSync(file, JSON.stringify({ ...description, clusters }));
  expect(await diff()).toMatchObject({ stderr: "", exitCode: 0 });
});

test("without a cluster in the last synth it says what to run first", async () => {
  const why = /cdktf\.out describes no cluster\. Run `npx cdktf synth` first/;
  expect(await diff()).toMatchObject({ stderr: expect.stringMatching(why), exitCode: 1 });
  synthesize({ host3: {} }, { stack: "a stack whose last cluster was taken out" });
  expect(await diff()).toMatchObject({ stderr: expect.stringMatching(why), exitCode: 1 });
});
