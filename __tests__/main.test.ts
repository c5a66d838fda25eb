/** `main.ts`, and that of a project made by `init`, as `cdktf` runs them: what a user reads when they refuse. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { thinProject } from "../cli/init/thin-project";
import { run } from "../tools/processes";
import { ROOT } from "../tools/toolchain/paths";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "main-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CLUSTERS = { host3: { endpoint: "https://host3.example.org:8006" } };

/** The project's own program, with what it would install. */
function installed(program: string): string {
  const modules = path.join(folder, "node_modules");
  mkdirSync(modules);
  symlinkSync(ROOT, path.join(modules, "cdktf-proxmox-access"));
  symlinkSync(path.dirname(require.resolve("cdktf/package.json")), path.join(modules, "cdktf"));
  writeFileSync(path.join(folder, "main.ts"), program);
  return path.join(folder, "main.ts");
}

/** Synthesizes a project with this `context.proxmox`. */
async function synth(proxmox: unknown, main: () => string) {
  writeFileSync(path.join(folder, "cdktf.json"), JSON.stringify({ context: { proxmox } }));
  const tsx = pathToFileURL(require.resolve("tsx")).href;
  const env = { ...process.env, CDKTF_CONTEXT_JSON: JSON.stringify({ proxmox }) };
  const { exitCode, stderr } = await run(process.execPath, ["--import", tsx, main()], { cwd: folder, env });
  return { exitCode, lines: stderr.trimEnd().split("\n") };
}

describe.each([
  ["the clone", () => path.join(ROOT, "main.ts")],
  ["a project of init", () => installed(thinProject("host3", {})["main.ts"])],
])("in %s", (_name, main) => {
  test("a project without a fault is synthesized without a word", async () => {
    expect(await synth({ clusters: CLUSTERS }, main)).toEqual({ exitCode: 0, lines: [""] });
    expect(readdirSync(path.join(folder, "cdktf.out/stacks"))).toEqual(["proxmox-access"]);
  });

  test("files that are not ours are told one line each, and nothing else is", async () => {
    for (const name of ["terraform.tfvars", "terraform.token.auto.tfvars"])
      writeFileSync(path.join(folder, name), "mine");
    const refused = await synth({ clusters: CLUSTERS, tfvars: { shape: "split", secret: "file" } }, main);
    expect(refused).toEqual({
      exitCode: 1,
      lines: [
        expect.stringMatching(
          /^\[proxmox-access\/token-file\] terraform\.token\.auto\.tfvars exists and was not .*changed\.$/,
        ),
        expect.stringMatching(
          /^\[proxmox-access\/tfvars\] terraform\.tfvars exists and was not .* Nothing was changed\.$/,
        ),
      ],
    });
  });

  test("a link on the way to the stack is told in one line", async () => {
    mkdirSync(path.join(folder, "elsewhere"));
    symlinkSync("elsewhere", path.join(folder, "cdktf.out"));
    expect(await synth({ clusters: CLUSTERS }, main)).toEqual({
      exitCode: 1,
      lines: [expect.stringMatching(/cdktf\.out is a symbolic link/)],
    });
  });

  test("faults of the configuration are told as they are", async () => {
    const refused = await synth({ clusters: { host3: { endpoint: 1, role: 2 } } }, main);
    expect(refused).toEqual({
      exitCode: 1,
      lines: [
        "cdktf.json has 2 faults; nothing was changed:",
        ...Array<unknown>(2).fill(expect.stringMatching(/^ {2}context/)),
      ],
    });
  });
});

test("a fault of the program itself shows where it is", async () => {
  const program = `import { tellFaults } from "cdktf-proxmox-access";\ntellFaults(() => void null.x);\n`;
  const { exitCode, lines } = await synth({}, () => installed(program));
  expect(exitCode).toBe(1);
  expect(lines.join("\n")).toMatch(/TypeError: .*\n +at .*main\.ts:2/);
});
