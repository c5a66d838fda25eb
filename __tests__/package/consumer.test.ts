import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { CDKTF, Consumer, tarball } from "../support/consumer";
import { currentNode } from "../support/current-node";

const TEN_LINES = `
import { App, TerraformStack } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster, TerraformTfvars } from "cdktf-proxmox-access";
import { summarizeAccess } from "cdktf-proxmox-access/testing";

const app = new App();
const stack = new TerraformStack(app, "lab");
const cluster = new ProxmoxCluster(stack, "host3", { endpoint: "https://host3.example.org:8006" });
const access = new ProxmoxAccess(stack, "access", { cluster, acl: [{ path: "/pool/lab" }] });
new TerraformTfvars(stack, "tfvars", { clusters: [{ access }] });
app.synth();
console.log(summarizeAccess(stack));
`;

let consumer: Consumer;

beforeAll(async () => {
  consumer = await Consumer.create(CDKTF);
});
afterAll(() => consumer.dispose());

/** The three ways in which projects of today resolve a package: that of `cdktf init`, and Node's two. */
const SYSTEMS = [
  ["CommonJS, as cdktf init sets it up", "init.ts", { module: "commonjs", moduleResolution: "node10" }],
  ["CommonJS of Node", "main.cts", { module: "node20" }],
  ["ES modules", "main.mts", { module: "nodenext" }],
] as const;

describe.each(SYSTEMS)("a consumer with %s", (_, file, options) => {
  const compiled = file.replace(/ts$/, "js");

  beforeAll(async () => {
    await consumer.write(file, TEN_LINES);
    await consumer.compile(options, file);
  });

  it.each(["this Node", "a current Node"])("synthesizes ten lines with %s", async (which) => {
    const node = which === "this Node" ? process.execPath : await currentNode();
    const summary = await consumer.succeed(node, [compiled]);
    expect(summary).toContain("cluster host3, https://host3.example.org:8006");
    expect(summary).toContain("  acl /pool/lab, user opentofu@pve has opentofu-role");
    const asset = "cdktf.out/stacks/lab/assets/provisioner/v1/provisioner.cjs";
    expect(existsSync(consumer.path(asset))).toBe(true);
  });
});

it("gives both module systems the same classes", async () => {
  const both = `
    import { createRequire } from "node:module";
    import * as esm from "cdktf-proxmox-access";
    const cjs = createRequire(import.meta.url)("cdktf-proxmox-access");
    console.log(Object.keys(cjs).filter((name) => esm[name] !== cjs[name]).length, Object.keys(cjs).length > 10);
    try { esm.loadConfiguration({}); } catch (error) { console.log(error instanceof cjs.ConfigurationError, error.name); }
  `;
  await consumer.write("both.mjs", both);
  expect(await consumer.succeed(process.execPath, ["both.mjs"])).toBe("0 true\ntrue ConfigurationError\n");
});

it("calls its classes by their names, as errors do", async () => {
  const names = `
    const ours = require("cdktf-proxmox-access");
    const other = Object.entries(ours).filter(([name, { name: own }]) => own !== name);
    console.log(other.map(([name, { name: own }]) => name + " is called " + own).join("\\n"));
    try { ours.ProxmoxUser.named(); } catch (error) { console.log(error.message); }
  `;
  await consumer.write("names.cjs", names);
  const said = await consumer.succeed(process.execPath, ["names.cjs"]);
  expect(said).toMatch(/^\nProxmoxUser\.named: cluster: /);
});

it("refuses what the types refuse", async () => {
  const wrong = TEN_LINES.replace("acl: [", "acls: [");
  await consumer.write("wrong.mts", wrong);
  await expect(consumer.compile({ module: "nodenext", noEmit: true }, "wrong.mts")).rejects.toThrow(/'acls'/);
});

it("brings the command line, which needs nothing else", async () => {
  const bin = consumer.path("node_modules/.bin/cdktf-proxmox-access");
  expect(await consumer.succeed(bin, ["--help"])).toContain("simulator");
});

it("runs nothing of its own while it is installed", async () => {
  await consumer.write("alone/package.json", JSON.stringify({ private: true }));
  const install = ["install", "--prefix", "alone", "--no-audit", "--no-fund", "--legacy-peer-deps"];
  const withScripts = ["--ignore-scripts=false", "--foreground-scripts"];
  // npm heads what a script says with the package and the script's name.
  const said = await consumer.succeed("npm", [...install, ...withScripts, tarball()]);
  expect(existsSync(consumer.path("alone/node_modules/cdktf-proxmox-access/dist/index.cjs"))).toBe(true);
  expect(said).not.toContain("> cdktf-proxmox-access@");
});

it("brings no dependency of its own", async () => {
  const installed = JSON.parse(await readFile(consumer.path("package-lock.json"), "utf8")) as {
    packages: Record<string, unknown>;
  };
  const ours = Object.keys(installed.packages).filter((name) => !name.startsWith("node_modules/cdktf/"));
  expect(ours.sort()).toEqual([
    "",
    "node_modules/@cdktf/provider-local",
    "node_modules/@cdktf/provider-null",
    "node_modules/cdktf",
    "node_modules/cdktf-proxmox-access",
    "node_modules/constructs",
  ]);
});
