import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Testing } from "cdktf";
import { MINIMAL, stackOf, synthesized } from "../support/synth";

const HEADER = "# Managed by cdktf-proxmox-access: edit its configuration, not this file.";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "files "));
});
afterEach(() => rmSync(folder, { recursive: true }));

function stackIn(path: string, tfvars: object = {}) {
  return stackOf({ ...MINIMAL, tfvars: { path, ...tfvars } }, new App({ outdir: join(folder, "cdktf.out") }));
}

function synth(path: string, tfvars?: object): void {
  Testing.synth(stackIn(path, tfvars), true);
}

describe("a file that is there already", () => {
  test.each([
    ["of ours", `${HEADER}\nproxmox = {}\n`],
    ["an empty one", ""],
    ["a blank one", "\n"],
  ])("%s is written", (_, text) => {
    writeFileSync(join(folder, "a.tfvars"), text);
    expect(() => synth("a.tfvars")).not.toThrow();
  });

  test("of somebody else is refused at synth, by its path", () => {
    writeFileSync(join(folder, "a.tfvars"), "proxmox = {}\n");
    expect(() => synth("a.tfvars")).toThrow(
      /\[proxmox-access\/tfvars\] a\.tfvars exists and was not written by cdktf-proxmox-access\. Move it away/,
    );
  });

  test("of somebody else is refused in place of the tokens' own file too", () => {
    writeFileSync(join(folder, "a.token.auto.tfvars"), "x = 1\n");
    expect(() => synth("a.tfvars", { secret: "file" })).toThrow(/a\.token\.auto\.tfvars exists and was not/);
  });

  test("what is no file is refused", () => {
    mkdirSync(join(folder, "a.tfvars"));
    expect(() => synth("a.tfvars")).toThrow(/a\.tfvars exists and was not written/);
  });
});

function fileOf(path: string) {
  const file = synthesized(stackIn(path)).resource.local_file?.["tfvars"];
  if (!file) throw new Error("there is no file");
  return file;
}

test("is refused by the plan too, for the machine that deploys may be another one", () => {
  const [foreign] = fileOf("a.tfvars").lifecycle.precondition;
  expect(foreign?.condition).toContain(`startswith(file("\${path.module}/../../../a.tfvars"), "${HEADER}")`);
  expect(foreign?.error_message).toMatch(/^a\.tfvars exists and was not written by cdktf-proxmox-access/);
});

test("a lost secret does not get into it, and does not stop the plan that issues another", () => {
  const [, there] = fileOf("a.tfvars").lifecycle.precondition;
  const secret = "null_resource.host3_token_secret";
  expect(there?.condition).toBe(`\${${secret}.id == "" ? false : ${secret}.triggers.secret != ""}`);
});

test("a path is text, whatever is in it", () => {
  const { filename, lifecycle } = fileOf('a "b" ${c}/%{d}.tfvars');
  expect(filename).toBe('${path.module}/../../../a "b" ${"$"}{c}/${"%"}{d}.tfvars');
  expect(lifecycle.precondition[0]?.condition).toContain(
    String.raw`fileexists("${"$"}{path.module}/../../../a \"b\" \u0024{c}/\u0025{d}.tfvars")`,
  );
});

test("an absolute path stays as it is, and its condition refers to something, which Terraform asks for", () => {
  const { filename, lifecycle } = fileOf("/srv/a.tfvars");
  expect(filename).toBe("/srv/a.tfvars");
  expect(lifecycle.precondition[0]?.condition).toMatch(/^\$\{path\.module == "" \|\| /);
});
