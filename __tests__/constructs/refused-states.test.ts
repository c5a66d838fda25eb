/** A local state that cannot be kept from other users is refused at synth, before anything is there. */
import { execFileSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, LocalBackend, type LocalBackendConfig, TerraformStack } from "cdktf";
import { ProxmoxCluster } from "../../constructs";
import { MINIMAL } from "../support/synth";

let folder: string;
let state: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "refused states ")));
  state = join(folder, "lab.tfstate");
});
afterEach(() => rmSync(folder, { recursive: true }));

function refuses(backend: LocalBackendConfig, message: RegExp): void {
  const app = new App({ outdir: join(folder, "out") });
  const stack = new TerraformStack(app, "lab");
  new LocalBackend(stack, backend);
  new ProxmoxCluster(stack, "host3", MINIMAL.clusters.host3);
  expect(() => app.synth()).toThrow(message);
  expect(existsSync(`${state}.backup`)).toBe(false);
}

test("a folder", () => {
  mkdirSync(state);
  refuses(
    { path: state },
    /State of stack lab: .*lab\.tfstate is a folder, and a file belongs there.*Nothing was/,
  );
});

test("a FIFO, without waiting for somebody to open it", () => {
  execFileSync("mkfifo", [state]);
  refuses({ path: state }, /lab\.tfstate is a named pipe, .*Name another path in the backend/);
});

test("a symbolic link, also one that leads nowhere", () => {
  symlinkSync(join(folder, "target"), state);
  refuses({ path: state }, /lab\.tfstate is a symbolic link.*Remove it, or name the file/);
  expect(existsSync(join(folder, "target"))).toBe(false);
});

test("another user's file", () => {
  const theirs = process.geteuid?.() === 0 ? state : "/etc/passwd";
  if (theirs === state) {
    writeFileSync(state, "");
    chownSync(state, 65534, 65534);
  }
  refuses({ path: theirs }, /belongs to another user \(uid \d+\), who could read.*take it over: chown/);
});

test("a path that leads through a file", () => {
  writeFileSync(join(folder, "file"), "");
  refuses({ path: join(folder, "file", "lab.tfstate") }, /cannot be looked at: ENOTDIR/);
});

test("a path that only Terraform knows", () => {
  refuses({ path: "${path.root}/lab.tfstate" }, /\$\{path\.root\}\/lab\.tfstate is known to Terraform alone/);
});

test("a folder for workspaces that others can enter, and it stays as it is", () => {
  mkdirSync(join(folder, "workspaces"), { mode: 0o755 });
  refuses({ path: state, workspaceDir: join(folder, "workspaces") }, /own, or: chmod 700 '.*workspaces'/);
});
