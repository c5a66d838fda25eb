/** The form of the answer: columns, colours, documents, the names of clusters. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { diffCommand } from "../../../cli/diff";
import type { DiffDocument } from "../../../cli/diff/json";
import { login } from "../../support/project";
import { pveCall } from "../../support/pve/pve-call";
import {
  MARK,
  OBJECTS,
  TOKEN,
  USER,
  deploy,
  diff,
  folder,
  run,
  simulator,
  synthesize,
  synthesizeStack,
} from "./bench";

/** Edits by hand, of each kind that a line has. */
async function edit(): Promise<void> {
  await pveCall(simulator, "PUT", "/access/roles/opentofu-role", { privs: "VM.Clone" });
  await pveCall(simulator, "PUT", TOKEN, { privsep: "1" });
  await pveCall(simulator, "POST", `${USER}/token/former`, { comment: MARK });
}

test("a line a change, below each other, in the order of a deploy, and what no deploy mends at the end", async () => {
  await deploy();
  await edit();
  expect((await diff()).stdout.split("\n")).toEqual([
    "host3  role opentofu-role                 + VM.Audit",
    "host3  role opentofu-role                 - VM.Clone",
    "host3  token opentofu@pve!opentofu-token  ~ privsep: true -> false",
    expect.stringMatching(/^host3 {2}! token opentofu@pve!former was made for this stack and is described/),
    "",
  ]);
});

test("a colour a symbol, where there are colours, and the same text", async () => {
  await deploy();
  await edit();
  const plain = await diff();
  const coloured = await run(diffCommand, [], login(simulator), true);
  expect(stripVTControlCharacters(coloured.stdout)).toBe(plain.stdout);
  const symbols = [...coloured.stdout.matchAll(/\u001b\[(\d+)m(.)\u001b/g)].map(([, code, symbol]) => [
    symbol,
    code,
  ]);
  expect(symbols).toEqual([
    ["+", "32"],
    ["-", "31"],
    ["~", "33"],
    ["!", "31"],
  ]);
});

test("as a document, with faults, and with a cluster that could not be looked at", async () => {
  await deploy();
  await edit();
  synthesize({ host3: {}, down: { endpoint: "https://127.0.0.1:1" } });
  const { stdout, exitCode } = await diff(["--json"], { ...login(simulator), PROXMOX_VE_RETRY_SECONDS: "0" });
  expect(exitCode).toBe(1);
  const shown = stdout.replaceAll(simulator.endpoint, "https://host3:8006");
  expect(JSON.parse(shown) as DiffDocument).toMatchInlineSnapshot(`
   {
     "clusters": [
       {
         "changes": [
           {
             "object": {
               "kind": "role",
               "name": "opentofu-role",
             },
             "setting": "VM.Audit",
             "symbol": "+",
             "text": "VM.Audit",
           },
           {
             "object": {
               "kind": "role",
               "name": "opentofu-role",
             },
             "setting": "VM.Clone",
             "symbol": "-",
             "text": "VM.Clone",
           },
           {
             "object": {
               "kind": "token",
               "name": "opentofu@pve!opentofu-token",
             },
             "setting": "privsep",
             "symbol": "~",
             "text": "privsep: true -> false",
             "there": true,
             "wanted": false,
           },
         ],
         "cluster": "host3",
         "endpoint": "https://host3:8006",
         "faults": [
           {
             "command": "pveum user token delete opentofu@pve former",
             "object": {
               "kind": "token",
               "name": "opentofu@pve!former",
             },
             "reason": "left-over",
             "text": "token opentofu@pve!former was made for this stack and is described no longer. A deploy from its state takes it away; where that state is lost, run on a node: pveum user token delete opentofu@pve former",
           },
         ],
         "isDeployed": true,
         "notes": [
           "What its tokens may do is compared once all is as described.",
         ],
         "objects": 4,
         "outcome": "differs",
         "stack": "access",
         "version": "9.2.11",
         "warnings": [],
       },
       {
         "changes": [],
         "cluster": "down",
         "error": "POST /access/ticket at https://127.0.0.1:1: the connection was refused (ECONNREFUSED). Check the endpoint, that 127.0.0.1 is up, and that port 1 (PVE itself listens on 8006) can be reached from here.",
         "faults": [],
         "notes": [],
         "outcome": "failed",
         "stack": "access",
         "warnings": [],
       },
     ],
   }
  `);
});

test("a document of what is as described says so, and nothing stands beside it", async () => {
  await deploy();
  const { stdout, stderr, exitCode } = await diff(["--json"]);
  const { clusters } = JSON.parse(stdout) as DiffDocument;
  expect(clusters).toMatchObject([
    { cluster: "host3", stack: "access", outcome: "as-described", changes: [] },
  ]);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
});

describe("two stacks with a cluster of one key", () => {
  beforeEach(async () => {
    await deploy();
    const stacks = Object.fromEntries(
      ["access", "other"].map((name) => {
        return [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }];
      }),
    );
    synthesizeStack("other", {
      host3: { objects: OBJECTS.slice(1, 2) },
      nuc: { objects: OBJECTS.slice(1, 2) },
    });
    writeFileSync(join(folder, "cdktf.out", "manifest.json"), JSON.stringify({ stacks }));
  });

  test("are told apart by their stacks, and the others are not", async () => {
    expect((await diff()).stdout).toBe(
      "access/host3  all 4 objects are as described\n" +
        "other/host3   its only object is as described\n" +
        "nuc           its only object is as described\n",
    );
  });

  test.each([
    ["access/host3", ["access/host3"]],
    ["host3", ["access/host3", "other/host3"]],
    ["other/nuc", ["nuc"]],
  ])("%s chooses %j", async (name, labels) => {
    const { stdout } = await diff([name]);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(labels);
  });

  test("one that is not there is refused, with the nearest", async () => {
    const { stderr, exitCode } = await diff(["access/host4"]);
    expect(stderr).toMatch(/"access\/host4" is no synthesized cluster; did you mean access\/host3\?/);
    expect(exitCode).toBe(1);
  });
});

test("says all that a deploy is refused for, of every cluster, before the first one", async () => {
  await pveCall(simulator, "POST", "/access/users", { userid: "low@pve", password: "secret-low" });
  const lowly = { PROXMOX_VE_NUC_USERNAME: "low@pve", PROXMOX_VE_NUC_PASSWORD: "secret-low" };
  const missing = OBJECTS.map((object) =>
    object.kind === "acl" ? { ...object, path: "/pool/lab" } : object,
  );
  synthesize({ host3: { objects: missing }, nuc: {} });
  const { stdout, stderr, exitCode } = await diff([], { ...login(simulator), ...lowly });
  expect(stdout).toMatch(/^host3 {2}! ACL path \/pool\/lab: host3 has no pool lab; there is none\.$/m);
  expect(stdout).toMatch(/^nuc {4}! low@pve lacks these rights:\n {11}Permissions\.Modify on \//m);
  // Nothing is planned from what cannot be seen.
  expect(stdout).not.toMatch(/^nuc.* \+ /m);
  expect(stderr).toMatch(/^4 changes, 2 faults\. Do what the lines with ! say/m);
  expect(exitCode).toBe(2);
});

test("a cluster that refuses every connection is given up after 10 s", async () => {
  synthesize({ down: { endpoint: "https://127.0.0.1:1" } });
  const { stderr, exitCode } = await diff();
  expect(stderr).toMatch(/Trying again for up to 10 s\.\n[^]*down {2}Error: .*ECONNREFUSED/);
  expect(stderr).toMatch(/^1 cluster could not be looked at\. Do what the errors say/m);
  expect(exitCode).toBe(1);
}, 40_000);
