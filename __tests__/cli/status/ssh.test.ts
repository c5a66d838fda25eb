/** `status --ssh`, with a program in the place of `ssh` that writes down how it was called. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { statusCommand } from "../../../cli/status";
import type { StatusDocument } from "../../../cli/status/json";
import { type Simulator, startSimulator } from "../../../simulator";
import { login, reach } from "../../support/project";
import { folder, run, synthesize } from "../diff/bench";

let cluster: Simulator;

beforeEach(async () => {
  cluster = await startSimulator({
    pve: "9.2",
    nodes: ["host3", "host4", "host5"],
    clusterName: "lab",
    inventory: {
      networks: [
        { iface: "eno1", type: "eth", node: "host3", address: "192.0.2.99" },
        { iface: "vmbr0", type: "bridge", node: "host3", address: "192.0.2.3", gateway: "192.0.2.1" },
        { iface: "vmbr0", type: "bridge", node: "host4", address6: "2001:db8::4", gateway6: "2001:db8::1" },
        { iface: "vmbr0", type: "bridge", node: "host5" },
      ],
    },
  });
});
afterEach(() => cluster.stop());

/** Puts a program in the place of `ssh`. @param body of a shell script, in which $4 … is what it was called with */
function install(body: string): NodeJS.ProcessEnv {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const script = `#!/bin/sh\nprintf '%s|' "$@" >> '${folder}/called'\necho >> '${folder}/called'\nenv > '${folder}/env'\n${body}\n`;
  writeFileSync(join(bin, "ssh"), script);
  chmodSync(join(bin, "ssh"), 0o755);
  return { ...login(cluster), PATH: `${bin}:${process.env["PATH"] ?? ""}` };
}

const called = () =>
  existsSync(join(folder, "called"))
    ? readFileSync(join(folder, "called"), "utf8").trim().split("\n").sort()
    : [];

function describeAs(...usernames: readonly string[]): void {
  const ssh = usernames.map((username) => ({ key: "host3", username, node: "host3" }));
  synthesize({ host3: { ...reach(cluster) } }, { ssh });
}

const OPTIONS = "-o|BatchMode=yes|-o|ConnectTimeout=5|--|";

test("tries every node at the address that the downstream provider takes, and never asks", async () => {
  const environment = install("cat; exit 0");
  describeAs("ops");
  const { stdout } = await run(statusCommand, ["--ssh"], environment);
  expect(called()).toEqual([
    `${OPTIONS}ops@192.0.2.3|true|`,
    `${OPTIONS}ops@2001:db8::4|true|`,
    `${OPTIONS}ops@host5|true|`,
  ]);
  expect(stdout.split("\n").slice(2)).toEqual([
    "host3  node host3  ssh ops@192.0.2.3    works",
    "host3  node host4  ssh ops@2001:db8::4  works",
    "host3  node host5  ssh ops@host5        works",
    "",
  ]);
  // `SendEnv` could carry it to the node.
  expect(readFileSync(join(folder, "env"), "utf8")).not.toContain(cluster.rootPassword);
});

test("says where it fails and prints the line that mends it; nobody is named: it is root", async () => {
  const environment = install(
    'case "$6" in *192*) exit 0;; esac\nprintf "Warning: x\\nroot@host: Permission denied (publickey).\\n\\033[2J" >&2; exit 255',
  );
  describeAs();
  const { stdout, exitCode } = await run(statusCommand, ["--ssh"], environment);
  expect(stdout.split("\n").slice(2, -1)).toEqual([
    "host3  node host3  ssh root@192.0.2.3    works",
    expect.stringMatching(
      /^host3 {2}node host4 {2}ssh root@2001:db8::4 {2}fails: .*[^.]\. Run: ssh-copy-id root@2001:db8::4$/,
    ),
    expect.stringMatching(/^host3 {2}node host5 {2}ssh root@host5 .* Run: ssh-copy-id root@host5$/),
  ]);
  expect(stdout).not.toContain("\u001b");
  expect(exitCode).toBe(2);
});

test("a document has each try", async () => {
  const environment = install('echo "Host key verification failed." >&2; exit 255');
  describeAs();
  const { stdout } = await run(statusCommand, ["--ssh", "--json"], environment);
  expect((JSON.parse(stdout) as StatusDocument).clusters[0]?.ssh?.[0]).toEqual({
    node: "host3",
    login: "root@192.0.2.3",
    works: false,
    error: "Host key verification failed.",
    command: "ssh-copy-id root@192.0.2.3",
  });
});

test.each(["-oProxyCommand=touch x", "--", "$(id)", "a b"])(
  "a user name %j never becomes an option",
  async (name) => {
    const environment = install("exit 0");
    describeAs(name);
    const { stdout, exitCode } = await run(statusCommand, ["--ssh"], environment);
    expect(called()).toEqual([]);
    expect(stdout).toMatch(/fails: this is no login that ssh takes, so it was not called\.$/m);
    expect(exitCode).toBe(2);
  },
);

test.each(["-oProxyCommand=x", "a;b", "$(id)"])("a node that calls itself %j is not called", async (node) => {
  const environment = install("exit 0");
  describeAs();
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ data: [{ node }] });
  cluster.faults.on({ path: "/nodes" }, { reply: { status: 200, headers, body } });
  const { stdout } = await run(statusCommand, ["--ssh"], environment);
  expect(called()).toEqual([]);
  expect(stdout).toMatch(/this is no login that ssh takes/);
});

test("where there is no ssh, that is said", async () => {
  describeAs();
  const { stdout } = await run(statusCommand, ["--ssh"], { ...login(cluster), PATH: folder });
  expect(stdout).toMatch(/fails: there is no ssh on the PATH\.$/m);
});

test("without --ssh it is not called, and PVE is not asked for nodes", async () => {
  const environment = install("exit 0");
  describeAs();
  await run(statusCommand, [], environment);
  expect(called()).toEqual([]);
  expect(cluster.requests.map(({ path }) => path)).not.toContain("/nodes");
});
