/** The providers of a project, started once for all commands: to start them takes most of the time of a small plan. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { type Running, start } from "../../tools/processes";

/** What go-plugin asks of whoever starts a provider of Terraform, and the plugin protocols that both tools know. */
const HANDSHAKE = {
  TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
  PLUGIN_PROTOCOL_VERSIONS: "5,6",
};

/** What it answers, among its log lines: versions of the protocols, and where it listens. */
const HANDSHAKE_ANSWER = /^\d+\|(?<protocol>\d+)\|(?<network>\w+)\|(?<socket>[^|]+)\|grpc\b/m;

/** Seconds until a provider that says nothing counts as broken. */
const STARTUP_SECONDS = 60;

/** Providers that run until they are stopped. */
export interface AttachedProviders {
  /** With this a command uses them, and starts none. */
  readonly environment: { readonly TF_REATTACH_PROVIDERS: string };
  stop(): Promise<void>;
}

/**
 * Starts the providers that `init` has put into a stack's folder, in that folder, as the command itself would.
 * @param stackFolder absolute
 */
export async function attachProviders(stackFolder: string): Promise<AttachedProviders> {
  const attached = await Promise.all(installed(stackFolder).map((program) => attach(program, stackFolder)));
  const entries = attached.map(({ address, reattach }) => [address, reattach] as const);
  return {
    environment: { TF_REATTACH_PROVIDERS: JSON.stringify(Object.fromEntries(entries)) },
    stop: async () => {
      for (const { running } of attached) running.kill();
      await Promise.all(attached.map(({ running }) => running.finished));
    },
  };
}

interface Program {
  /** `registry.opentofu.org/hashicorp/null` */
  readonly address: string;
  readonly file: string;
}

/** `.terraform/providers/<registry>/<namespace>/<name>/<version>/<platform>/<program>`; OpenTofu keeps its locks beside. */
function installed(stackFolder: string): readonly Program[] {
  const root = path.join(stackFolder, ".terraform", "providers");
  const below = (folder: string) =>
    readdirSync(folder)
      .filter((name) => !name.endsWith(".lock"))
      .map((name) => path.join(folder, name));
  return below(root)
    .flatMap(below)
    .flatMap(below)
    .map((folder) => {
      const [file = ""] = below(folder).flatMap(below).flatMap(below);
      return { address: path.relative(root, folder), file };
    });
}

async function attach({ address, file }: Program, cwd: string) {
  let said = "";
  const answer = () => HANDSHAKE_ANSWER.exec(said)?.groups;
  const running = await new Promise<Running>((resolve, reject) => {
    const started = start(file, [], {
      cwd,
      env: { ...process.env, ...HANDSHAKE },
      onOutput: (text) => {
        said += text;
        if (answer() === undefined) return;
        clearTimeout(timer);
        resolve(started);
      },
    });
    const broken = () => {
      clearTimeout(timer);
      started.kill();
      reject(new Error(`The provider ${file} does not start: ${said}`));
    };
    const timer = setTimeout(broken, STARTUP_SECONDS * 1000);
    void started.finished.then(broken, reject);
  });
  const { protocol, network, socket } = answer() ?? {};
  // The form of Terraform's own variable.
  const reattach = {
    Protocol: "grpc",
    ProtocolVersion: Number(protocol),
    Pid: running.child.pid,
    Test: true,
    Addr: { Network: network, String: socket },
  };
  return { address, running, reattach };
}
