import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMMANDS } from "../../../cli/commands";
import { completionCommand } from "../../../cli/completion";
import { PROFILE_NAMES } from "../../../pve/privileges";
import { DESCRIPTION_FILE } from "../../../pve/spec";

const home = process.cwd();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "completion-"));
  process.chdir(folder);
  // Faulty, as it may be while it is edited.
  const clusters = { host3: {}, "host-4": { endpoint: 5 }, nuc: {} };
  writeFileSync("cdktf.json", JSON.stringify({ context: { proxmox: { clusters } } }));
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** What the scripts of the shells get for these words, the last of which is being typed. */
async function proposed(...words: readonly string[]): Promise<readonly string[]> {
  let output = "";
  const silent = { write: () => undefined };
  const surroundings = {
    environment: {},
    stdout: { write: (text: string) => (output += text) },
    stderr: silent,
  };
  const command = completionCommand(COMMANDS, surroundings);
  await command.parseAsync(["propose", "--", ...words], { from: "user" });
  const lines = output.split("\n").slice(0, -1);
  expect(lines.filter((line) => line.split("\t").length !== 2)).toEqual([]);
  return lines.map((line) => line.split("\t", 1).join());
}

test("commands come first, and what the program itself knows", async () => {
  expect(await proposed("")).toEqual([...Object.keys(COMMANDS), "help", "--help", "--version"]);
  expect(await proposed("--v")).toEqual(["--version"]);
  expect(await proposed("help", "lo")).toEqual(["login"]);
  expect(await proposed("nonsense", "")).toEqual([]);
});

test.each<[readonly string[], readonly string[]]>([
  [
    ["login", ""],
    ["host3", "host-4", "nuc"],
  ],
  [
    ["login", "ho"],
    ["host3", "host-4"],
  ],
  [["pveum", "host3", "h"], ["host-4"]],
  [["pveum", "--config", "x.json", "n"], ["nuc"]],
  [["role", "opentofu-t"], ["opentofu-talos"]],
  [
    ["role", "ha", "--add", "VM.Sn"],
    ["VM.Snapshot", "VM.Snapshot.Rollback"],
  ],
  [["role", "ha", "--add", "VM.Snapshot", "VM.Sn"], ["VM.Snapshot.Rollback"]],
  [["role", "ha", "--add", "VM.Snapshot", "--rem"], ["--remove"]],
  [
    ["init", "--profile", "kubernetes-c"],
    ["kubernetes-csi", "kubernetes-ccm"],
  ],
  [
    ["simulator", "--pve", "9"],
    ["9.1", "9.2"],
  ],
  [
    ["simulator", "--pve=9"],
    ["--pve=9.1", "--pve=9.2"],
  ],
  // As bash takes it apart.
  [
    ["simulator", "--pve", "=", "9"],
    ["9.1", "9.2"],
  ],
  [
    ["simulator", "--pve", "="],
    ["7.4", "8.4", "9.1", "9.2"],
  ],
  [["simulator", "--port", "80"], []],
  [
    ["simulator", "--pool", "lab", "--po"],
    ["--port", "--pool"],
  ],
  [["simulator", "--totp", "--to"], []],
  [["login", "--con"], ["--config"]],
  [["login", "--config", ""], []],
  [
    ["completion", ""],
    ["bash", "zsh", "fish"],
  ],
  [["completion", "bash", ""], ["--help"]],
])("behind %j", async (words, expected) => {
  expect(await proposed(...words)).toEqual(expected);
});

test("every profile is proposed", async () => {
  expect(await proposed("role", "")).toEqual(PROFILE_NAMES);
});

test("clusters that were synthesized are proposed too, in a project without a configuration", async () => {
  writeFileSync("cdktf.json", "{}");
  const stack = join("cdktf.out", "stacks", "access");
  mkdirSync(stack, { recursive: true });
  const stacks = { access: { name: "access", synthesizedStackPath: "stacks/access/cdk.tf.json" } };
  writeFileSync(join("cdktf.out", "manifest.json"), JSON.stringify({ stacks }));
  writeFileSync(join(stack, "cdk.tf.json"), "PROXMOX_ACCESS_REQUEST");
  const clusters = { edge: { cluster: { key: "edge" } } };
  writeFileSync(join(stack, DESCRIPTION_FILE), JSON.stringify({ clusters, files: [], ssh: [] }));
  expect(await proposed("login", "")).toEqual(["edge"]);
});
