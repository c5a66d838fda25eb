import { execFileSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster, TokenFile } from "../../constructs";
import { HEADER } from "../../files/own-file";
import { MINIMAL, stackOf, synthesized } from "../support/synth";

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
    ["one of ours that a full disk has cut short", HEADER.slice(0, 30)],
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

  test("what is no file is refused, and nothing waits for it", () => {
    mkdirSync(join(folder, "a.tfvars"));
    execFileSync("mkfifo", [join(folder, "b.token.auto.tfvars")]);
    expect(() => synth("a.tfvars")).toThrow(
      /a\.tfvars is a folder, and a file belongs there\. .*Nothing was changed/,
    );
    expect(() => synth("b.tfvars", { secret: "file" })).toThrow(/b\.token\.auto\.tfvars is a named pipe/);
  });

  test.each(["link", "link/a.tfvars"])("is not reached through a link of the project: %s", (path) => {
    symlinkSync("elsewhere", join(folder, "link"));
    expect(() => synth(path)).toThrow(/link is a symbolic link: .*Nothing was changed/);
  });

  test("of ours is taken from others, by whatever name they know it", () => {
    const path = join(folder, "a.tfvars");
    writeFileSync(path, `${HEADER}\nx`, { mode: 0o644 });
    linkSync(path, join(folder, "b"));
    synth("a.tfvars");
    expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
    writeFileSync(path, "secret");
    expect(readFileSync(join(folder, "b"), "utf8")).toBe(`${HEADER}\nx`);
  });
});

test("one file of two constructs is refused, in one stack and in two", () => {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  const accessIn = (id: string) => {
    const stack = new TerraformStack(app, id);
    const cluster = new ProxmoxCluster(stack, id, { endpoint: `https://${id}:8006` });
    return new ProxmoxAccess(stack, "access", { cluster, secret: "file" });
  };
  const [one, two] = [accessIn("one"), accessIn("two")];
  const file = (id: string, access: ProxmoxAccess, path: string) =>
    new TokenFile(TerraformStack.of(access), id, { clusters: [access], path, variable: "a", shape: "map" });
  file("a", one, "a.tfvars");
  file("b", one, "b/../a.tfvars");
  file("c", two, join(folder, "a.tfvars"));
  const twice = "is written by one/a too. Have one of them written into";
  expect(() => Testing.synth(TerraformStack.of(one), true)).toThrow(`one/b: b/../a.tfvars ${twice}`);
  expect(() => Testing.synth(TerraformStack.of(two), true)).toThrow(
    `two/c: ${join(folder, "a.tfvars")} ${twice}`,
  );
});

test.each(["cdktf.out", "cdktf.out/stacks", "cdktf.out/stacks/proxmox-access"])(
  "a stack's folder behind a link is refused: %s",
  (link) => {
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere, { mode: 0o755 });
    const app = new App({ outdir: join(folder, "cdktf.out") });
    const stack = stackOf(MINIMAL, app);
    rmSync(join(folder, link), { recursive: true, force: true });
    symlinkSync(elsewhere, join(folder, link));
    expect(() => app.synth()).toThrow(`${join(folder, link)} is a symbolic link`);
    expect(() => Testing.synth(stack, true)).toThrow(`${join(folder, link)} is a symbolic link`);
    expect((statSync(elsewhere).mode & 0o777).toString(8)).toBe("755");
  },
);

function fileOf(path: string) {
  const file = synthesized(stackIn(path)).resource.local_file?.["tfvars"];
  if (!file) throw new Error("there is no file");
  return file;
}

test("is refused by the plan too, for the machine that deploys may be another one", () => {
  const [foreign] = fileOf("a.tfvars").lifecycle.precondition;
  expect(foreign?.condition).toContain(
    `[for name in ["\${path.module}/../../../a.tfvars"] : try(startswith("${HEADER}", trimspace(file(name))), false) || `,
  );
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
    String.raw`["${"$"}{path.module}/../../../a \"b\" \u0024{c}/\u0025{d}.tfvars"]`,
  );
});

test("an absolute path stays as it is, and its condition refers to something, which Terraform asks for", () => {
  const { filename, lifecycle } = fileOf("/srv/a.tfvars");
  expect(filename).toBe("/srv/a.tfvars");
  expect(lifecycle.precondition[0]?.condition).toMatch(/^\$\{path\.module == "" \|\| /);
});
