/** A throw-away project that deploys this checkout's main.ts with the real `cdktf`. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { run } from "../processes";
import type { Tool } from "../toolchain";
import { ROOT } from "../toolchain/paths";
import type { DemoCluster } from "./clusters";

/** Bundles the provisioner, as the `app` of a user's cdktf.json does. */
export async function bundle(): Promise<void> {
  const { exitCode, stderr } = await run(process.execPath, [path.join(ROOT, "tools", "bundle.mjs")]);
  if (exitCode !== 0) {
    throw new Error(`The provisioner cannot be bundled.\n${stderr}`);
  }
}

export class CdktfProject {
  private constructor(
    private readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Makes the folder with its cdktf.json. The logins go into the environment of `cdktf` only. */
  static async create(folder: string, tool: Tool, clusters: readonly DemoCluster[]): Promise<CdktfProject> {
    await mkdir(folder, { recursive: true });
    const context = {
      proxmox: {
        clusters: Object.fromEntries(
          clusters.map(({ key, simulator: { endpoint, fingerprint } }) => [key, { endpoint, fingerprint }]),
        ),
      },
    };
    const configuration = { language: "typescript", app: app(), sendCrashReports: "false", context };
    await writeFile(path.join(folder, "cdktf.json"), `${JSON.stringify(configuration, null, 2)}\n`);
    return new CdktfProject(folder, {
      ...withoutOwnLogins(process.env),
      ...tool.environment,
      // What cdktf keeps for itself shall be gone with the folder.
      CI: "true", // plain lines instead of a screen that is drawn again and again
      CDKTF_HOME: path.join(folder, ".cdktf"),
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
      ...(Object.assign({}, ...clusters.map(login)) as NodeJS.ProcessEnv),
    });
  }

  /** The file that the downstream workspace reads. */
  get tfvarsFile(): string {
    return path.join(this.folder, "terraform.tfvars");
  }

  /** Its content. Throws when there is none. */
  async tfvars(): Promise<string> {
    return readFile(this.tfvarsFile, "utf8");
  }

  /** `cdktf deploy`. It may exit 0 without having applied anything, so its words and the file are what counts. */
  async deploy(): Promise<void> {
    const output = await this.cdktf();
    if (!output.includes("Apply complete!")) {
      throw new Error(`"cdktf deploy" ended without "Apply complete!".\n${lastLines(output)}`);
    }
    await this.tfvars();
  }

  /** `cdktf deploy` once more. Throws when it changes anything. */
  async deployUnchanged(): Promise<void> {
    const before = await this.tfvars();
    const output = await this.cdktf();
    if (!output.includes("No changes.")) {
      throw new Error(`The second "cdktf deploy" found something to change.\n${lastLines(output)}`);
    }
    if ((await this.tfvars()) !== before) {
      throw new Error("The second deploy said that nothing changed, but terraform.tfvars is another one.");
    }
  }

  private async cdktf(): Promise<string> {
    const cdktf = path.join(ROOT, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf");
    // The providers come from a mirror with this platform only, which a lock file for all platforms cannot describe.
    const args = [cdktf, "deploy", "--auto-approve", "--skip-provider-lock"];
    const { exitCode, signal, stdout, stderr } = await run(process.execPath, args, {
      cwd: this.folder,
      env: this.environment,
      detached: true,
    });
    if (exitCode !== 0) {
      const how = signal === null ? `exit code ${String(exitCode)}` : signal;
      throw new Error(`"cdktf deploy" ended with ${how}.\n${lastLines(stdout + stderr)}`);
    }
    return stripVTControlCharacters(stdout);
  }
}

function app(): string {
  const tsx = pathToFileURL(require.resolve("tsx")).href;
  return [process.execPath, "--import", tsx, path.join(ROOT, "main.ts")]
    .map((word) => JSON.stringify(word))
    .join(" ");
}

function login({ key, simulator }: DemoCluster): NodeJS.ProcessEnv {
  const prefix = `PROXMOX_VE_${key.toUpperCase()}`;
  return { [`${prefix}_USERNAME`]: "root@pam", [`${prefix}_PASSWORD`]: simulator.rootPassword };
}

/** The logins of the user's own clusters have no business in a demo. */
function withoutOwnLogins(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("PROXMOX_VE_")));
}

function lastLines(output: string): string {
  return stripVTControlCharacters(output).trim().split("\n").slice(-40).join("\n");
}
