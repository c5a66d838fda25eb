import { dirname } from "node:path";
import { Command, Option } from "commander";
import { loadConfiguration } from "../../configuration";
import { UserError } from "../../pve/user-error";
import { editConfiguration } from "../cdktf-json";
import {
  CLUSTER,
  CONFIG,
  type DescribedIdentity,
  OUTPUT,
  chosenIdentity,
  describedIdentities,
  filesOf,
  readConfigurationFile,
  readSynthesized,
} from "../project";
import { PROCESS, type Surroundings, acting, harmless, withExamples } from "../terminal";
import { changesOf, configuredIdentities } from "./configured";
import { deploy, deployWords } from "./deploy";
import { inProgram } from "./in-program";
import { type Wish, nextOf } from "./next";
import { deployInWords } from "./words";

interface RotateOptions extends Wish {
  readonly deploy?: true;
  readonly autoApprove?: true;
  readonly config: string;
  readonly output: string;
}

/**
 * `rotate <cluster> [identity]`: changes the rotation of a token in cdktf.json, and nothing beside it. A deploy then issues a new
 * secret; `--deploy` runs it.
 */
export function rotateCommand(surroundings: Surroundings = PROCESS): Command {
  const command = new Command("rotate")
    .argument(...CLUSTER)
    .argument(
      "[identity]",
      "name of the identity, or its token; `access` is the one that the cluster itself describes",
    )
    .option("--keep", "the former secret lives on, until --drop")
    .addOption(
      new Option("--drop", "no new secret: those that --keep has kept end").conflicts(["keep", "to"]),
    )
    .option("--to <word>", "the next rotation (default: the next number, or today)")
    .option("--deploy", "deploy at once, with `npx cdktf deploy`")
    .addOption(new Option("--auto-approve", "deploy without a question").implies({ deploy: true }))
    .option(...CONFIG)
    .option(...OUTPUT)
    .action(
      acting((key: string, identity: string | undefined, options: RotateOptions) =>
        run(key, identity, options, surroundings),
      ),
    );
  return withExamples(command, ["host3", "host3 plan --keep --deploy", "host3 plan --drop"]);
}

/** @returns the exit code: that of the deploy, if there was one */
async function run(
  key: string,
  wanted: string | undefined,
  options: RotateOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { config, output } = options;
  const [stdout, stderr] = [harmless(surroundings.stdout), harmless(surroundings.stderr)];
  const { text, context } = readConfigurationFile(config);
  if (context === undefined) throw new UserError(inProgram(key, wanted, options, { config, output }));
  const identities = configuredIdentities(loadConfiguration(context, text), key, config);
  const { name, identity } = chosenIdentity(key, identities, wanted);
  const { user, token } = identity.access;
  const now = { rotation: token.rotation, keep: token.keep };
  const next = nextOf(now, options);
  const { edits, lines } = changesOf(identity, { now, next }, context);
  if (edits.length === 0) {
    stderr.write(`No former secret of ${name} on ${key} is kept. Nothing was changed.\n`);
    return 0;
  }
  editConfiguration(config, text, edits);
  const described = describedAs(key, name, output);
  const called = identities.length === 1 ? key : `${key} ${name}`;
  const place = { cluster: key, called, files: [...new Set(described.flatMap(filesOf))] };
  const sentences = deployInWords({ ...user, ...token }, { now, next }, place);
  stdout.write([...lines, ...sentences].map((line) => `${line}\n`).join(""));
  const stacks = [...new Set(described.map(({ cluster }) => cluster.stack))];
  const call = { stacks, autoApprove: options.autoApprove === true };
  const words = ["npx", ...deployWords(call)].join(" ");
  if (options.deploy !== true) {
    stdout.write(`Deploy: ${words}\n`);
    return 0;
  }
  const code = await deploy({ ...call, folder: dirname(config), environment: surroundings.environment });
  if (code !== 0)
    stderr.write(
      `The deploy has failed with exit code ${String(code)}. ${config} stays changed: mend what the deploy says, and deploy again: ${words}\n`,
    );
  return code;
}

/** The same identity in the stacks that were synthesized; a project may not be, or not since the cluster was added. */
function describedAs(key: string, name: string, output: string): readonly DescribedIdentity[] {
  let all: readonly DescribedIdentity[];
  try {
    all = describedIdentities(readSynthesized(output));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
  return all.filter((identity) => identity.name === name && identity.cluster.cluster.key === key);
}
