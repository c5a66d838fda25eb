/** A stranger's project with the packed library in it. */
import { mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { devDependencies } from "../../package.json";
import { type Finished, run } from "../../tools/processes";
import { ROOT } from "../../tools/toolchain/paths";

/** The environment variable in which global-setup.ts hands over the packed library. */
export const TARBALL = "PROXMOX_ACCESS_TEST_TARBALL";

/** The packed library. */
export function tarball(): string {
  const file = process.env[TARBALL];
  if (file === undefined) throw new Error(`${TARBALL} is not set: run these tests by npm run test:package.`);
  return file;
}

const OURS = dependencies("cdktf", "constructs", "@cdktf/provider-null", "@cdktf/provider-local");
/** What a project installs beside the library: npm takes the newest constructs, not the one that this checkout has. */
export const CDKTF = { dependencies: { ...OURS, constructs: "10.8.1" } };
/** The same with cdktf's successor in its place. The bindings ask for cdktf by its own version, so they are told. */
export const CDKTN = {
  dependencies: { ...OURS, cdktf: "npm:cdktn@0.24.0" },
  overrides: {
    "@cdktf/provider-null": { cdktf: "$cdktf" },
    "@cdktf/provider-local": { cdktf: "$cdktf" },
  },
};

function dependencies(...names: readonly (keyof typeof devDependencies)[]) {
  return Object.fromEntries(names.map((name) => [name, devDependencies[name]]));
}

export class Consumer {
  private constructor(public readonly folder: string) {}

  /** Makes the project and installs into it. What is in npm's cache is not fetched again. */
  public static async create(manifest: Readonly<Record<string, unknown>>): Promise<Consumer> {
    const folder = await realpath(await mkdtemp(path.join(tmpdir(), "a consumer ")));
    const consumer = new Consumer(folder);
    await consumer.write("package.json", JSON.stringify({ private: true, ...manifest }));
    const install = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", tarball()];
    await consumer.succeed("npm", install);
    return consumer;
  }

  public async write(name: string, text: string): Promise<void> {
    const file = this.path(name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  public path(name: string): string {
    return path.join(this.folder, name);
  }

  /** Type-checks and compiles with this checkout's TypeScript, which finds only what is installed here. */
  public async compile(
    options: Readonly<Record<string, unknown>>,
    ...files: readonly string[]
  ): Promise<void> {
    const compilerOptions = {
      target: "ES2022",
      strict: true,
      exactOptionalPropertyTypes: true,
      types: [],
      typeRoots: [path.join(ROOT, "node_modules", "@types")],
      ignoreDeprecations: "6.0",
      ...options,
    };
    await this.write("tsconfig.json", JSON.stringify({ compilerOptions, files }));
    await this.succeed(process.execPath, [path.join(ROOT, "node_modules", "typescript", "bin", "tsc")]);
  }

  /** Runs a compiled program that ends with `app.synth()`, and gives the JSON of its stacks. */
  public async synthesize(program: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
    await rm(this.path("cdktf.out"), { recursive: true, force: true });
    await this.succeed(process.execPath, [program], environment);
    const stacks = await readdir(this.path("cdktf.out/stacks"));
    const read = (stack: string) => readFile(this.path(`cdktf.out/stacks/${stack}/cdk.tf.json`), "utf8");
    return (await Promise.all(stacks.map(read))).join("\n");
  }

  /** Runs a program of the project and gives its standard output. */
  public async succeed(
    command: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<string> {
    const finished = await this.run(command, args, environment);
    if (finished.exitCode !== 0) {
      throw new Error(`${command} ${args.join(" ")} failed.\n${finished.stdout}${finished.stderr}`);
    }
    return finished.stdout;
  }

  public run(
    command: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<Finished> {
    return run(command, args, { cwd: this.folder, env: { ...process.env, ...environment } });
  }

  public async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
