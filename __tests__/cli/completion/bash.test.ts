/** The script in a real bash, which is wherever these tests run. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CLI = join(__dirname, "..", "..", "..", "dist", "cli.cjs");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "my completion-"));
  const clusters = { host3: {}, nuc: {} };
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ context: { proxmox: { clusters } } }));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What bash proposes for a line whose words these are. */
function proposed(words: readonly string[], before = ""): readonly string[] {
  const script = `${before}
eval "$("$NODE" "$CLI" completion bash)"
set -u
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
# complete -F calls it with the command, and the word that is being typed
handler=$(complete -p "$1" | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
"$handler" "$1" "\${COMP_WORDS[COMP_CWORD]}"
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const environment = { ...process.env, NODE: process.execPath, CLI };
  const options = { cwd: folder, env: environment, encoding: "utf8" } as const;
  return execFileSync("bash", ["-c", script, "bash", ...words], options)
    .trim()
    .split("\n");
}

test.each([
  [["npx", "cdk"], ["cdktf-proxmox-access"]],
  [["npx", "cdktf-proxmox-access", "lo"], ["login"]],
  [
    ["npx", "cdktf-proxmox-access", "login", ""],
    ["host3", "nuc"],
  ],
  [["cdktf-proxmox-access", "login", "n"], ["nuc"]],
  [
    ["npx", "cdktf-proxmox-access", "simulator", "--pve", "=", "9"],
    ["9.1", "9.2"],
  ],
  [["npx", "prettier", "lo"], [""]],
])("%j", (words, expected) => {
  expect(proposed(words)).toEqual(expected);
});

test("it asks the program of the project, from a folder of it too", () => {
  const bin = join(folder, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, "cdktf-proxmox-access"),
    '#!/bin/sh\nprintf \'%s\\tof the project\\n\' "$1" "$4"\n',
  );
  chmodSync(join(bin, "cdktf-proxmox-access"), 0o755);
  mkdirSync(join(folder, "below"));
  const words = ["npx", "cdktf-proxmox-access", "x"];
  expect(proposed(words)).toEqual(["completion", "x"]);
  expect(proposed(words, "cd below")).toEqual(["completion", "x"]);
});

test("what others have set up for npx stays", () => {
  const others = "other() { COMPREPLY=(theirs); }; complete -F other npx";
  expect(proposed(["npx", "cdk"], others)).toEqual(["theirs"]);
});
