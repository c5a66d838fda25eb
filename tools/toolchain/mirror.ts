/** Puts the two providers into a filesystem mirror: downloaded if `init` can, else built with Go. */
import { existsSync } from "node:fs";
import { link, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "../processes";
import { buildWithGo, haveGo } from "./go";
import { TEMPORARY } from "./lock";
import { MIRROR, PLATFORM, PROVIDERS, providerFile, REGISTRY, TOOLCHAIN } from "./paths";
import type { Provider } from "./paths";

/** Set to `1`, the providers are built without asking their registry first. */
const OFFLINE = "CDKTF_PROXMOX_ACCESS_OFFLINE";

/** Seconds to find out whether the registry answers, and to download from it. */
const REGISTRY_SECONDS = 5;
const DOWNLOAD_SECONDS = 180;

type ToolName = keyof typeof REGISTRY;

/** `true` when the mirror has both providers for that binary. */
export async function isMirrored(tool: ToolName): Promise<boolean> {
  const found = await Promise.all(
    PROVIDERS.map(async ({ name }) => {
      const folder = path.join(MIRROR, REGISTRY[tool], "hashicorp", name);
      return (await readdir(folder).catch(() => [])).some((version) =>
        existsSync(path.join(folder, version, PLATFORM)),
      );
    }),
  );
  return found.every(Boolean);
}

/** Fills the mirror for one binary. Throws when the providers can be neither downloaded nor built. To be called under the lock. */
export async function fillMirror(tool: ToolName, binary: string): Promise<void> {
  const refusal = process.env[OFFLINE] === "1" ? `${OFFLINE} is set` : await download(tool, binary);
  if (refusal === undefined) {
    return;
  }
  if (!(await haveGo())) {
    throw new Error(
      `The providers hashicorp/null and hashicorp/local cannot be had: "${tool} init" could not download them ` +
        `(${refusal}), and Go, with which they could be built, is not on the PATH. Give the machine access to ` +
        `${REGISTRY[tool]}, or install Go (https://go.dev/dl/), and run this again.`,
    );
  }
  for (const provider of PROVIDERS) {
    await build(tool, provider);
  }
}

/**
 * Lets the binary itself download the providers: only so are its proxies, certificates and redirections taken as
 * they will be later. What `init` leaves is laid out as a mirror. Returns why it failed, or undefined.
 */
async function download(tool: ToolName, binary: string): Promise<string | undefined> {
  await mkdir(MIRROR, { recursive: true });
  const folder = await mkdtemp(TEMPORARY);
  try {
    const required_providers = Object.fromEntries(
      PROVIDERS.map(({ name }) => [name, { source: `hashicorp/${name}` }]),
    );
    await writeFile(path.join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers } }));
    await writeFile(path.join(folder, "empty.tfrc"), "");
    const { exitCode, stderr } = await run(binary, ["init", "-input=false", "-no-color", "-backend=false"], {
      cwd: folder,
      env: {
        ...process.env,
        CHECKPOINT_DISABLE: "1",
        TF_CLI_CONFIG_FILE: path.join(folder, "empty.tfrc"),
        TF_REGISTRY_CLIENT_TIMEOUT: String(REGISTRY_SECONDS),
        TF_REGISTRY_DISCOVERY_RETRY: "0",
      },
      timeoutSeconds: DOWNLOAD_SECONDS,
    });
    if (exitCode !== 0) {
      return /^Error: (.*)$/m.exec(stderr)?.[1] ?? `no answer within ${String(DOWNLOAD_SECONDS)} s`;
    }
    const target = path.join(MIRROR, REGISTRY[tool]);
    await rm(target, { recursive: true, force: true });
    await rename(path.join(folder, ".terraform", "providers", REGISTRY[tool]), target);
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function build(tool: ToolName, provider: Provider): Promise<void> {
  const { name, version } = provider;
  const built = path.join(TOOLCHAIN, "providers", providerFile(provider));
  if (!existsSync(built)) {
    const title = `the provider hashicorp/${name} ${version}`;
    await buildWithGo({ title, module: `provider-${name}`, package: provider.package, output: built });
  }
  const folder = path.join(MIRROR, REGISTRY[tool], "hashicorp", name, version, PLATFORM);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await link(built, path.join(folder, providerFile(provider)));
}
