import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProxmoxAccess, ProxmoxApiToken, ProxmoxCluster, ProxmoxUser } from "../../../constructs";
import { ENDPOINT, configuration, folder, host3, library, project, rotate } from "./bench";

const TOKEN = "opentofu@pve!opentofu-token";

test("the rotation that was left out becomes 2, and the rest of the file stays", async () => {
  const before = project();
  expect(await rotate(["host3"])).toEqual({
    stdout:
      'context.proxmox.clusters.host3.token.rotation: "1" → "2"\n' +
      `A deploy gives token ${TOKEN} on host3 a new secret, and writes it into terraform.tfvars.\n` +
      "Its former secret dies at that moment: whoever uses it needs the new one.\n" +
      "Deploy: npx cdktf deploy proxmox-access\n",
    stderr: "",
    exitCode: 0,
  });
  expect(host3()).toEqual({ endpoint: ENDPOINT, token: { rotation: "2" } });
  const endpoint = `          "endpoint": "${ENDPOINT}"`;
  const added = `,\n          "token": {\n            "rotation": "2"\n          }`;
  expect(configuration()).toBe(before.replace(endpoint, `${endpoint}${added}`));
});

test.each<[unknown, unknown]>([
  ["1", "2"],
  ["9", "10"],
  ["07", "08"],
  [3, 4],
])("%j is followed by %j", async (rotation, next) => {
  project({ token: { rotation, comment: "for CI" } });
  expect(await rotate(["host3"])).toMatchObject({ exitCode: 0 });
  expect(host3()).toMatchObject({ token: { rotation: next, comment: "for CI" } });
});

test.each([10, 7])("a date of %d characters becomes the present one", async (length) => {
  const today = () => new Date().toISOString().slice(0, length);
  const around = [today()];
  project({ token: { rotation: "2024-02-29".slice(0, length) } });
  await rotate(["host3"]);
  around.push(today());
  expect(around).toContain((host3() as { token: { rotation: string } }).token.rotation);
});

test.each(["blue", "2026-q1", new Date().toISOString().slice(0, 7)])(
  "what follows %j is asked for, and taken from --to",
  async (rotation) => {
    const before = project({ token: { rotation } });
    expect(await rotate(["host3"])).toEqual({
      stdout: "",
      stderr: `error: The rotation is "${rotation}", and what follows it only you know. Say it: --to <word>\n`,
      exitCode: 1,
    });
    expect(configuration()).toBe(before);
    expect(await rotate(["host3", "--to", "green"])).toMatchObject({ exitCode: 0 });
    expect(host3()).toMatchObject({ token: { rotation: "green" } });
  },
);

test("--to the current rotation would change nothing, and is refused", async () => {
  project({ token: { rotation: "blue" } });
  const { stderr, exitCode } = await rotate(["host3", "--to", "blue"]);
  expect({ stderr, exitCode }).toEqual({ stderr: 'error: The rotation is "blue" already.\n', exitCode: 1 });
});

describe("former secrets", () => {
  test("--keep has the one in use live on, which the first time is the token without a number", async () => {
    project({ token: { rotation: "7" } });
    const { stdout } = await rotate(["host3", "--keep"]);
    expect(host3()).toMatchObject({ token: { rotation: "8", keep: ["1"] } });
    expect(stdout).toBe(
      'context.proxmox.clusters.host3.token.rotation: "7" → "8"\n' +
        'context.proxmox.clusters.host3.token.keep: [] → ["1"]\n' +
        `A deploy gives token ${TOKEN}-8 on host3 a new secret, and writes it into terraform.tfvars.\n` +
        `${TOKEN} lives on. When nobody uses it any more: npx cdktf-proxmox-access rotate host3 --drop\n` +
        "Deploy: npx cdktf deploy proxmox-access\n",
    );
  });

  test("--keep again keeps them all", async () => {
    project({ token: { rotation: 3, keep: ["1"] } });
    const { stdout } = await rotate(["host3", "--keep"]);
    expect(host3()).toMatchObject({ token: { rotation: 4, keep: ["1", 3] } });
    expect(stdout).toContain(`${TOKEN} and ${TOKEN}-3 live on. When nobody uses them any more:`);
  });

  test("without --keep all of them end with the deploy", async () => {
    project({ token: { rotation: "3", keep: ["2"] } });
    const { stdout } = await rotate(["host3"]);
    expect(host3()).toMatchObject({ token: { rotation: "4", keep: [] } });
    expect(stdout).toContain(
      `A deploy deletes ${TOKEN}-3 and ${TOKEN}-2: their secrets die at that moment.\n`,
    );
  });

  test("--drop ends those that are kept, and no other", async () => {
    project({ token: { rotation: "3", keep: ["1", "2"] } });
    const { stdout } = await rotate(["host3", "--drop"]);
    expect(host3()).toMatchObject({ token: { rotation: "3", keep: [] } });
    expect(stdout).toBe(
      'context.proxmox.clusters.host3.token.keep: ["1","2"] → []\n' +
        `A deploy deletes ${TOKEN} and ${TOKEN}-2: their secrets die at that moment.\n` +
        "Deploy: npx cdktf deploy proxmox-access\n",
    );
  });

  test.each([{}, { token: { keep: [] } }])("--drop says if none is kept: %j", async (settings) => {
    const before = project(settings);
    expect(await rotate(["host3", "--drop", "--deploy"])).toEqual({
      stdout: "",
      stderr: "No former secret of access on host3 is kept. Nothing was changed.\n",
      exitCode: 0,
    });
    expect(configuration()).toBe(before);
  });

  test("--keep beside rotateBefore is refused by the configuration's own rule", async () => {
    const before = project({ token: { expires: "90d", rotateBefore: "14d" } });
    const { stderr, exitCode } = await rotate(["host3", "--keep"]);
    expect(stderr).toMatch(/host3\.token\.rotateBefore: cannot stand beside keep/);
    expect(exitCode).toBe(1);
    expect(configuration()).toBe(before);
  });

  test("--keep and --drop exclude each other", async () => {
    project();
    expect((await rotate(["host3", "--keep", "--drop"])).stderr).toMatch(/'--drop' cannot be used with/);
  });
});

describe("of several identities", () => {
  const identities = {
    plan: { profile: "plan-readonly", outputs: { tfvars: {}, env: {} } },
    csi: { profile: "kubernetes-csi" },
  };

  test("one is to be named", async () => {
    project({ user: {}, identities });
    expect((await rotate(["host3"])).stderr).toBe(
      "error: host3 has 3 identities. Say which one, by its name:\n" +
        `  access  ${TOKEN}\n  plan  plan@pve!plan-token\n  csi  csi@pve!csi-token\n`,
    );
  });

  test.each(["plan", "plan@pve!plan-token"])("%s alone is changed, and its files are named", async (name) => {
    project({ user: {}, identities });
    const { stdout } = await rotate(["host3", name, "--keep"]);
    expect(stdout).toMatch(
      /plan-token-2 on host3 a new secret, and writes it into plan\.tfvars and host3-plan\.env\./,
    );
    expect(stdout).toContain("npx cdktf-proxmox-access rotate host3 plan --drop\n");
    expect(host3()).toEqual({
      endpoint: ENDPOINT,
      user: {},
      identities: { ...identities, plan: { ...identities.plan, token: { rotation: "2", keep: ["1"] } } },
    });
  });

  test("access is the one that the cluster itself describes", async () => {
    project({ user: {}, identities });
    await rotate(["host3", "access"]);
    expect(host3()).toMatchObject({ token: { rotation: "2" } });
  });

  test.each([
    [["host3", "plam"], '"plam" is no identity of host3; did you mean plan?'],
    [["host4", "plan"], "is no cluster of"],
  ])("%j is refused with the nearest name", async (args, message) => {
    const before = project({ user: {}, identities });
    const { stderr, exitCode } = await rotate(args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(1);
    expect(configuration()).toBe(before);
  });
});

test("without a synthesis it names no file and no stack, and works", async () => {
  writeFileSync(
    join(folder, "cdktf.json"),
    `\uFEFF{ "context": { "proxmox": { "clusters": { "host3": { "endpoint": "${ENDPOINT}" } } } } }`,
  );
  expect((await rotate(["host3"])).stdout).toMatch(
    /on host3 a new secret\.\n.*\nDeploy: npx cdktf deploy\n$/,
  );
  expect(configuration()).toBe(
    `\uFEFF{ "context": { "proxmox": { "clusters": { "host3": { "endpoint": "${ENDPOINT}", "token": { "rotation": "2" } } } } } }`,
  );
});

describe("a program that describes its clusters itself", () => {
  test("is told what to change, and where", async () => {
    library((stack) => {
      const cluster = new ProxmoxCluster(stack, "host3", { endpoint: ENDPOINT });
      new ProxmoxAccess(stack, "access", { cluster, token: { rotation: "3", keep: ["2", "1"] } });
      const user = ProxmoxUser.named(cluster, "jane@ad");
      new ProxmoxApiToken(stack, "ci", { user, tokenid: "ci" });
    });
    const before = configuration();
    const { stderr, exitCode } = await rotate(["host3", "access", "--keep"]);
    expect(stderr).toContain("cdktf.json has no context.proxmox, so the rotation stands in your program.");
    expect(stderr).toContain(
      'Give lab/access/token this, and deploy:\n  rotation: "4", keep: ["2", "1", "3"]\nIn a ProxmoxAccess that is `token: { rotation: "4", keep: ["2", "1", "3"] }`.\n',
    );
    expect(stderr).toContain(`${TOKEN}-2 and ${TOKEN} and ${TOKEN}-3 live on.`);
    expect(exitCode).toBe(1);
    expect((await rotate(["host3", "ci"])).stderr).toMatch(
      /Give lab\/ci this, and deploy:\n {2}rotation: "2"\n/,
    );
    expect(configuration()).toBe(before);
  });

  test("is told if there is nothing to drop, or no token", async () => {
    library(
      (stack) =>
        new ProxmoxAccess(stack, "access", {
          cluster: new ProxmoxCluster(stack, "host3", { endpoint: ENDPOINT }),
        }),
    );
    expect((await rotate(["host3", "--drop"])).stderr).toBe(
      "error: No former secret of access on host3 is kept. Nothing was changed.\n",
    );
    library(
      (stack) =>
        new ProxmoxUser(stack, "user", {
          cluster: new ProxmoxCluster(stack, "host3", { endpoint: ENDPOINT }),
        }),
    );
    expect((await rotate(["host3"])).stderr).toMatch(
      /No token of host3 is described\. Run `npx cdktf synth`/,
    );
  });

  test("has to be synthesized", async () => {
    writeFileSync(join(folder, "cdktf.json"), "{}");
    expect((await rotate(["host3"])).stderr).toMatch(
      /cdktf\.json has no context\.proxmox, and .*cdktf\.out describes no cluster\. Run `npx cdktf synth` first/,
    );
  });
});
