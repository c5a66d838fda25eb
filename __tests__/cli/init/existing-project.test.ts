import { chmodSync, statSync, symlinkSync } from "node:fs";
import { clusters, files, init, login, path, read, reached, simulator, write } from "./bench";

const CLUSTER = { endpoint: "https://host9:8006" };

test("the cluster is added to cdktf.json, and the rest of the folder is left alone", async () => {
  const before =
    '{ "app": "x", "context": { "proxmox": { "clusters": { "host3": { "endpoint": "https://host3:8006" } } } } }';
  write("cdktf.json", before);
  write("main.ts", "mine");
  chmodSync(path("cdktf.json"), 0o664);
  const { stdout, exitCode } = await init(["--yes", ...reached()], login());
  expect({ exitCode, files: files() }).toEqual({ exitCode: 0, files: ["cdktf.json", "main.ts"] });
  expect(Object.keys(clusters())).toEqual(["host3", "lab"]);
  expect(stdout).toContain(`Cluster lab is in ${path("cdktf.json")} now.\nNext:\n`);
  expect(statSync(path("cdktf.json")).mode & 0o777).toBe(0o664);
});

test("a cdktf.json that is a link stays one", async () => {
  write("real.json", '{"context":{"proxmox":{"clusters":{}}}}');
  symlinkSync("real.json", path("cdktf.json"));
  await init(["--yes", ...reached()], login());
  expect(files()).toEqual(["cdktf.json", "real.json"]);
  expect(JSON.parse(read("real.json")).context.proxmox.clusters).toHaveProperty("lab");
});

test("examples beside it are named, since a deploy would look for them", async () => {
  const examples = {
    a: CLUSTER,
    b: { endpoint: "https://b.example.org:8006" },
    c: { endpoint: "https://c.example" },
  };
  write("cdktf.json", JSON.stringify({ context: { proxmox: { clusters: examples } } }));
  expect((await init(["--yes", ...reached()], login())).stdout).toContain(
    "Take the examples out of it (b, c):",
  );
});

test("a project that had nothing for the library is told what its program needs", async () => {
  write("cdktf.json", '{ "language": "typescript", "app": "npx tsx main.ts" }');
  const { stdout } = await init(["--yes", ...reached()], login());
  expect(clusters()).toHaveProperty("lab");
  expect(stdout).toContain('  new ProxmoxBootstrapStack(app, "proxmox-access", configuration);');
});

test.each<[string, string, readonly string[], RegExp]>([
  [
    "the key is taken",
    JSON.stringify({ context: { proxmox: { clusters: { lab: CLUSTER } } } }),
    [],
    /describes a cluster lab already/,
  ],
  [
    "the given key is taken",
    JSON.stringify({ context: { proxmox: { clusters: { x: CLUSTER } } } }),
    ["x"],
    /describes a cluster x already/,
  ],
  ["it is no JSON", '{ "context": ', [], /is no JSON: /],
  ["it is an array", "[]", [], /is no JSON object/],
  [
    "the result would be refused",
    JSON.stringify({ context: { proxmox: { clusters: { Lab: CLUSTER }, tfvar: {} } } }),
    [],
    /With this change, cdktf\.json has 2 faults/,
  ],
])("when %s, cdktf.json stays as it is", async (_, text, args, message) => {
  write("cdktf.json", text);
  const { stderr, exitCode } = await init([...args, "--yes", ...reached()], login());
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(message);
  expect(read("cdktf.json")).toBe(text);
  expect(files()).toEqual(["cdktf.json"]);
});

test("what a person edits while being asked is kept", async () => {
  write("cdktf.json", '{"context":{"proxmox":{"clusters":{}}}}');
  const edited = '{"app":"edited","context":{"proxmox":{"clusters":{}}}}';
  const answers = {
    get "What is the access for?"() {
      write("cdktf.json", edited);
      return "ha";
    },
    "Where?": "everywhere",
  };
  await init(reached(), login(), answers);
  expect(JSON.parse(read("cdktf.json"))).toMatchObject({ app: "edited" });
  expect(clusters()).toMatchObject({ lab: { role: { profile: "ha" }, endpoint: simulator.endpoint } });
});
