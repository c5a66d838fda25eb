/** Finds `tofu` and `terraform`, or builds OpenTofu; and sees to it that `init` finds its two providers. */
import { accessSync, constants, existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "./processes";
import { buildWithGo, haveGo } from "./toolchain/go";
import { withLock } from "./toolchain/lock";
import { fillMirror, isMirrored } from "./toolchain/mirror";
import { BUILT_TOFU, MIRROR, OPENTOFU_VERSION, TOOLCHAIN } from "./toolchain/paths";

/** A binary that can deploy the stack. */
export interface Tool {
  readonly name: "tofu" | "terraform";
  /** Absolute. */
  readonly path: string;
  /** For example `1.12.6`. */
  readonly version: string;
  /** What must be set for it, and for a `cdktf` that shall use it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What the caller needs. */
export interface ToolchainOptions {
  /**
   * `one` is content with what there is, and builds OpenTofu only if there is no binary at all. `all` is for tests:
   * every binary, and OpenTofu is built if it is not there.
   */
  readonly need: "one" | "all";
}

/**
 * The binary to use, or all that there are, OpenTofu first. Each is taken from `TOFU_BIN` or `TERRAFORM_BIN`, or from the PATH;
 * OpenTofu also from `.toolchain/`, where it is built when needed. Building reports its progress on standard output.
 * Throws when there is no binary, or no providers, and no Go to build them with.
 */
export async function findToolchain(options: ToolchainOptions): Promise<readonly Tool[]> {
  const terraform = given("TERRAFORM_BIN") ?? onPath("terraform");
  let tofu = given("TOFU_BIN") ?? onPath("tofu") ?? (existsSync(BUILT_TOFU) ? BUILT_TOFU : undefined);
  if (tofu === undefined && (options.need === "all" || terraform === undefined)) {
    await withLock(buildTofu);
    tofu = BUILT_TOFU;
  }
  const found = [
    ...(tofu === undefined ? [] : [{ name: "tofu", path: tofu } as const]),
    ...(terraform === undefined ? [] : [{ name: "terraform", path: terraform } as const]),
  ];
  const configuration = await writeCliConfiguration();
  const tools: Tool[] = [];
  for (const { name, path: binary } of options.need === "one" ? found.slice(0, 1) : found) {
    if (!(await isMirrored(name))) {
      await withLock(async () => {
        if (!(await isMirrored(name))) {
          await fillMirror(name, binary);
        }
      });
    }
    tools.push(await describeTool(name, binary, configuration));
  }
  return tools;
}

function given(variable: string): string | undefined {
  const binary = process.env[variable];
  if (binary === undefined || binary === "") {
    return undefined;
  }
  if (!isExecutable(binary)) {
    throw new Error(`${variable} names "${binary}", which is not a program. Correct it, or unset it.`);
  }
  return path.resolve(binary);
}

function onPath(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => path.resolve(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function buildTofu(): Promise<void> {
  if (existsSync(BUILT_TOFU)) {
    return; // by the process that had the lock before us
  }
  if (!(await haveGo())) {
    throw new Error(
      "OpenTofu is not on the PATH, and Go, with which it could be built, is not there either. Install OpenTofu " +
        "(https://opentofu.org/docs/intro/install/) or Go (https://go.dev/dl/), and run this again.",
    );
  }
  await buildWithGo({
    title: `OpenTofu ${OPENTOFU_VERSION}`,
    module: "opentofu",
    package: "github.com/opentofu/opentofu/cmd/tofu",
    output: BUILT_TOFU,
    linkerFlags: "-s -w -X github.com/opentofu/opentofu/version.dev=no",
  });
}

/** Our own configuration file: the machine's may name other mirrors, or not exist. */
async function writeCliConfiguration(): Promise<string> {
  const file = path.join(TOOLCHAIN, "cli.tfrc");
  const temporary = `${file}.${String(process.pid)}`;
  const mirror = JSON.stringify(MIRROR).replaceAll("${", "$${").replaceAll("%{", "%%{");
  await mkdir(TOOLCHAIN, { recursive: true });
  await writeFile(
    temporary,
    `provider_installation {\n  filesystem_mirror {\n    path = ${mirror}\n  }\n}\n`,
  );
  await rename(temporary, file);
  return file;
}

async function describeTool(name: Tool["name"], binary: string, configuration: string): Promise<Tool> {
  const environment = {
    CHECKPOINT_DISABLE: "1",
    TERRAFORM_BINARY_NAME: binary,
    TF_CLI_CONFIG_FILE: configuration,
    TF_IN_AUTOMATION: "1",
  };
  const { stdout, stderr } = await run(binary, ["version"], { env: { ...process.env, ...environment } });
  const version = /^(?:OpenTofu|Terraform) v(\d+\.\d+\.\d+)/m.exec(stdout)?.[1];
  if (version === undefined) {
    throw new Error(`"${binary} version" does not answer as ${name} does: ${(stderr || stdout).trim()}`);
  }
  return { name, path: binary, version, environment };
}
