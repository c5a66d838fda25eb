/** The OpenTofu workspace that the prepared file is for: a copy of examples/downstream. */
import { cp } from "node:fs/promises";
import path from "node:path";
import { run } from "../processes";
import type { Tool } from "../toolchain";
import { ROOT } from "../toolchain/paths";

/** What the workspace knows about a cluster. */
export interface DownstreamCluster {
  readonly endpoint: string;
  readonly api_token: string;
}

export class DownstreamWorkspace {
  private constructor(
    private readonly folder: string,
    private readonly tool: Tool,
    private readonly tfvarsFile: string,
  ) {}

  /** Copies the example and runs `init`. */
  static async create(folder: string, tool: Tool, tfvarsFile: string): Promise<DownstreamWorkspace> {
    await cp(path.join(ROOT, "examples", "downstream"), folder, { recursive: true });
    const workspace = new DownstreamWorkspace(folder, tool, tfvarsFile);
    await workspace.run(["init", "-input=false", "-no-color"]);
    return workspace;
  }

  /** `plan`; returns the outputs that it shows. */
  async plan(): Promise<string> {
    const output = await this.run(["plan", "-input=false", "-no-color", "-lock=false", this.varFile]);
    return /^Changes to Outputs:\n(?:.*\n)*?(?=\n)/m.exec(output)?.[0].trimEnd() ?? output.trim();
  }

  /** The clusters as the workspace's own variable has them. */
  async clusters(): Promise<Readonly<Record<string, DownstreamCluster>>> {
    const output = await this.run(
      ["console", "-no-color", this.varFile],
      "jsonencode(nonsensitive(var.proxmox))\n",
    );
    // The console prints the JSON text as a string literal.
    return JSON.parse(JSON.parse(output) as string) as Record<string, DownstreamCluster>;
  }

  private get varFile(): string {
    return `-var-file=${this.tfvarsFile}`;
  }

  private async run(args: readonly string[], input?: string): Promise<string> {
    const { exitCode, stdout, stderr } = await run(this.tool.path, args, {
      cwd: this.folder,
      env: { ...process.env, ...this.tool.environment },
      detached: true,
      ...(input === undefined ? {} : { input }),
    });
    if (exitCode !== 0) {
      throw new Error(
        `"${this.tool.name} ${String(args[0])}" of the downstream workspace failed.\n${stderr.trim()}`,
      );
    }
    return stdout;
  }
}
