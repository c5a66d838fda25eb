import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { statusCommand } from "../../../cli/status";
import type { StatusDocument } from "../../../cli/status/json";
import { makeAuthority } from "../../support/certificates";
import { login } from "../../support/project";
import { pveCall } from "../../support/pve/pve-call";
import { beyondFresh } from "../../support/pve/pve-state";
import { startSimulator } from "../../../simulator";
import { HEADER } from "../../../files/own-file";
import { MARK, OBJECTS, TOKEN, deploy, folder, run, simulator, synthesize, writeTfvars } from "../diff/bench";

const DAY = 24 * 60 * 60;

function status(args: readonly string[] = [], environment: NodeJS.ProcessEnv = login(simulator)) {
  return run(statusCommand, args, environment);
}

/** The cells of the table, by their heads; the simulator's certificate ends some day. */
function cells(stdout: string): readonly Readonly<Record<string, string>>[] {
  const [head = "", ...lines] = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(/ {2,}/));
  return lines.map((line) => Object.fromEntries(line.map((cell, index) => [head[index], cell])));
}

test("one line a token: where, which version, how long, whether it works, and how much differs", async () => {
  await deploy();
  const before = beyondFresh(simulator);
  const { stdout, stderr, exitCode } = await status();
  expect(cells(stdout)).toEqual([
    {
      CLUSTER: "host3",
      PVE: expect.stringMatching(/^9\.2/),
      "REACHED AT": simulator.endpoint,
      CERTIFICATE: expect.stringMatching(/^in \d+ days$/),
      IDENTITY: "opentofu@pve!opentofu-token",
      EXPIRES: "never",
      WORKS: "yes",
      DIFFERS: "no",
    },
  ]);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  expect(beyondFresh(simulator)).toEqual(before);
});

test("a token with a term has an age; what ends within 14 days is warned of", async () => {
  const { secret } = await deploy();
  writeTfvars(secret);
  const expire = Math.floor(Date.now() / 1000) + 10 * DAY + 3600;
  const issued = new Date((expire - 90 * DAY) * 1000).toISOString().replace(/\.\d+/, "");
  const comment = `OpenTofu/Terraform ${MARK.replace(")", `, issue 42 of ${issued})`)}`;
  await pveCall(simulator, "PUT", TOKEN, { comment, expire: String(expire) });
  const objects = OBJECTS.map((object) => (object.kind === "token" ? { ...object, expires: "90d" } : object));
  synthesize({ host3: { objects } });
  const { stdout, stderr, exitCode } = await status();
  expect(cells(stdout)).toMatchObject([
    { EXPIRES: "in 10 days", AGE: "79 days", WORKS: "yes", DIFFERS: "no" },
  ]);
  expect(stderr).toMatch(/^host3 {2}Warning: token opentofu@pve!opentofu-token expires in 10 days/);
  expect(exitCode).toBe(0);
});

test("the certificate that the node presents is looked at, and warned of 14 days ahead", async () => {
  const certificate = await (await makeAuthority()).issue(["127.0.0.1"], 10.1);
  const aged = await startSimulator({ pve: "9.2", certificate });
  try {
    synthesize({ host3: { endpoint: aged.endpoint, fingerprint: aged.fingerprint } });
    const { stdout, stderr } = await status();
    expect(cells(stdout)).toMatchObject([{ CERTIFICATE: "in 10 days", EXPIRES: "not there" }]);
    expect(stderr).toMatch(/^Warning: the certificate of cluster host3 expires in 10 days/m);
    const { clusters } = JSON.parse((await status(["--json"])).stdout) as StatusDocument;
    expect(clusters[0]?.warnings).toEqual([
      expect.stringMatching(/^the certificate of cluster host3 expires/),
    ]);
  } finally {
    await aged.stop();
  }
});

test.each<[string, () => unknown]>([
  ["a dead secret", () => pveCall(simulator, "PUT", TOKEN, { regenerate: "1" })],
  ["an expired token", () => pveCall(simulator, "PUT", TOKEN, { expire: "1577836800" })],
])("%s does not work", async (_, change) => {
  await deploy();
  await change();
  const { stdout, stderr, exitCode } = await status();
  expect(cells(stdout)).toMatchObject([{ WORKS: "no", DIFFERS: "1" }]);
  expect(stderr).toBe("What differs, and what to do about it: npx cdktf-proxmox-access diff\n");
  expect(exitCode).toBe(2);
});

test("a secret that is not in its file is not tried, and that is said", async () => {
  await deploy();
  writeFileSync(join(folder, "terraform.tfvars"), `${HEADER}\n`);
  const { stdout, stderr, exitCode } = await status();
  expect(cells(stdout)).toMatchObject([{ WORKS: "not tried", DIFFERS: "no" }]);
  expect(stderr).toMatch(/was not tried, since terraform\.tfvars does not hold its secret/);
  expect(exitCode).toBe(0);
});

test("a cluster that cannot be looked at has a line too, and the others are looked at", async () => {
  await deploy();
  synthesize({ down: { endpoint: "https://127.0.0.1:1" }, host3: {} });
  const { stdout, stderr, exitCode } = await status([], {
    ...login(simulator),
    PROXMOX_VE_RETRY_SECONDS: "0",
  });
  expect(cells(stdout)).toMatchObject([
    { CLUSTER: "down", PVE: "-", IDENTITY: "-", WORKS: "-", DIFFERS: "-" },
    { CLUSTER: "host3", WORKS: "yes" },
  ]);
  expect(stderr).toMatch(/^down {2}Error: .*ECONNREFUSED/);
  expect(exitCode).toBe(1);
});

test("for a login that may not see them, no token is said to be missing", async () => {
  await deploy();
  await pveCall(simulator, "POST", "/access/users", { userid: "low@pve", password: "secret-low" });
  const { stdout, exitCode } = await status([], {
    PROXMOX_VE_USERNAME: "low@pve",
    PROXMOX_VE_PASSWORD: "secret-low",
  });
  expect(cells(stdout)).toMatchObject([{ IDENTITY: "-", EXPIRES: "-", WORKS: "-", DIFFERS: "1" }]);
  expect(exitCode).toBe(2);
});

test("as a document", async () => {
  await deploy();
  synthesize({ down: { endpoint: "https://127.0.0.1:1" }, host3: {} });
  const { stdout, exitCode } = await status(["--json"], {
    ...login(simulator),
    PROXMOX_VE_RETRY_SECONDS: "0",
  });
  const shown = stdout
    .replaceAll(simulator.endpoint, "https://host3:8006")
    .replace(/"validTo": "[^"]+Z"/, '"validTo": "(ISO time)"')
    .replace(/"daysLeft": \d+/, '"daysLeft": "(number)"');
  expect(JSON.parse(shown)).toMatchInlineSnapshot(`
   {
     "clusters": [
       {
         "cluster": "down",
         "error": "POST /access/ticket at https://127.0.0.1:1: the connection was refused (ECONNREFUSED). Check the endpoint, that 127.0.0.1 is up, and that port 1 (PVE itself listens on 8006) can be reached from here.",
         "identities": [],
         "notes": [],
         "outcome": "failed",
         "stack": "access",
         "warnings": [],
       },
       {
         "certificate": {
           "daysLeft": "(number)",
           "validTo": "(ISO time)",
         },
         "cluster": "host3",
         "differences": 0,
         "endpoint": "https://host3:8006",
         "identities": [
           {
             "expires": "never",
             "identity": "opentofu@pve!opentofu-token",
             "isThere": true,
             "works": true,
           },
         ],
         "notes": [],
         "outcome": "as-described",
         "stack": "access",
         "version": "9.2.11",
         "warnings": [],
       },
     ],
   }
  `);
  expect(exitCode).toBe(1);
});
