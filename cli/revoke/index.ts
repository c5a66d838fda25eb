import { Command } from "commander";
import { observe, permissionsOf } from "../../pve/objects";
import { missingRights, removeAll, requiredRights, rightsFault } from "../../pve/reconcile";
import { fullTokenid } from "../../pve/spec";
import { UserError } from "../../pve/user-error";
import type { PveClient } from "../../pve/wire";
import { holdersOf } from "../look";
import { CLUSTER, OUTPUT, meant } from "../project";
import { connectTo } from "../reach";
import {
  type DecidingSurroundings,
  PROCESS,
  acting,
  harmless,
  messageOf,
  refuseDebugOutput,
  withExamples,
} from "../terminal";
import { type Aim, type Aimed, Stopped, aimedAt, leftOver, refuseForeign, standingOf } from "./aims";
import { type Looked, aimInWords, byHand, nextInWords, stillThere } from "./words";

interface RevokeOptions {
  readonly all?: true;
  readonly yes?: true;
  readonly output: string;
}

type RevokeSurroundings = Omit<DecidingSurroundings, "prompts" | "choices"> & {
  readonly choices: Pick<DecidingSurroundings["choices"], "canAsk" | "confirm">;
};

/**
 * `revoke <cluster> [identity]`: deletes tokens in PVE at once, for the emergency that a secret is in wrong hands. It works from what
 * was synthesized last, and deletes no token of others. A rotation then brings the state back in line.
 */
export function revokeCommand(surroundings: RevokeSurroundings = PROCESS): Command {
  const command = new Command("revoke")
    .argument(...CLUSTER)
    .argument(
      "[identity]",
      "name of the identity, whose former rotations end too; or one token, as user@realm!tokenid",
    )
    .option("--all", "every token that this set-up has made on the cluster")
    .option("--yes", "delete without a question")
    .option(...OUTPUT)
    .hook("preAction", refuseDebugOutput)
    .action(
      acting(async (key: string, identity: string | undefined, options: RevokeOptions) => {
        const clusters = meant([key], options, surroundings.stderr);
        if (identity !== undefined && options.all)
          throw new UserError("Give an identity or --all, not both.");
        for (const aimed of aimedAt(key, clusters, { ...options, identity }))
          await revokeOn(aimed, options, surroundings);
      }),
    );
  return withExamples(command, [
    "host3",
    "host3 plan",
    "host3 'opentofu@pve!opentofu-token-2' --yes",
    "host3 --all",
  ]);
}

/** @throws UserError that ends with the lines to run on a node, if the cluster does not do it */
async function revokeOn(
  aimed: Aimed,
  options: RevokeOptions,
  surroundings: RevokeSurroundings,
): Promise<void> {
  const { cluster, owner } = aimed.described;
  const stderr = harmless(surroundings.stderr);
  let client: PveClient | undefined;
  try {
    client = await connectTo(cluster, surroundings.environment, (line) => stderr.write(`${line}\n`));
    const { looked, others } = await look(client, aimed, options.all === true);
    const there = looked.filter(({ standing }) => standing !== "missing");
    if (there.length > 0) {
      if (!(await mayDelete(client, there, options, surroundings))) throw new Stopped("Nothing was deleted.");
      const removals = there.map(({ token }) => ({ identity: token, removalPolicy: "delete" as const }));
      await removeAll(client, removals, { owner, states: [] });
    }
    tell(looked, others, aimed, surroundings);
  } catch (error) {
    if (error instanceof Stopped) throw error;
    throw new UserError(`${messageOf(error)}\n${byHand(aimed.aims)}`, { cause: error });
  } finally {
    client?.close();
  }
}

/** What is to be ended, and what else of ours is there where one of that is not: it may be meant. */
interface Found {
  readonly looked: readonly Looked[];
  readonly others: readonly Aim[];
}

/** @throws UserError for rights that the login lacks, without which it does not see what is there, and for tokens of others */
async function look(client: PveClient, { described, aims }: Aimed, all: boolean): Promise<Found> {
  const required = requiredRights(aims.map(({ token }) => token));
  const [seen, permissions] = await Promise.all([observe(client), permissionsOf(client)]);
  const missing = missingRights(permissions, required);
  const { cluster, owner } = described;
  if (missing.length > 0) throw new UserError(rightsFault(missing, required, client.identity, cluster.key));
  const former = leftOver(seen, described);
  const meant = all ? [...aims, ...former] : aims;
  refuseForeign(meant, seen, described);
  const looked = meant.map((aim) => ({
    ...aim,
    standing: standingOf(aim, seen, owner),
    holders: holdersOf(aim.token, described),
  }));
  const isMissing = looked.some(({ standing }) => standing === "missing");
  return { looked, others: isMissing && !all ? former : [] };
}

/** Names every token and who uses it; and asks, unless that is answered already. */
async function mayDelete(
  client: PveClient,
  there: readonly Looked[],
  { yes }: RevokeOptions,
  { stderr, choices }: RevokeSurroundings,
): Promise<boolean> {
  const say = harmless(stderr);
  say.write(
    `To be deleted at once on ${client.endpoint}:\n${there.map((one) => `  ${aimInWords(one)}\n`).join("")}`,
  );
  if (yes) return true;
  say.write("Whoever uses it is refused from then on, and nothing brings its secret back.\n");
  if (!choices.canAsk) throw new Stopped("There is no terminal to ask on; give --yes. Nothing was deleted.");
  const [only, ...others] = there.map(({ token }) => fullTokenid(token));
  return choices.confirm(
    `Delete ${others.length === 0 ? String(only) : `these ${String(there.length)} tokens`}?`,
  );
}

function tell(
  looked: readonly Looked[],
  others: readonly Aim[],
  { described }: Aimed,
  surroundings: RevokeSurroundings,
): void {
  const stdout = harmless(surroundings.stdout);
  if (looked.length === 0) stdout.write(`${described.cluster.key}: this set-up has no token there.\n`);
  for (const { token, standing } of looked) {
    const what = standing === "missing" ? "is not there" : "is deleted, and its secret is dead";
    stdout.write(`${described.cluster.key}: token ${fullTokenid(token)} ${what}.\n`);
  }
  for (const { token } of others) stdout.write(`${stillThere(token, described)}\n`);
  stdout.write(
    nextInWords(looked, described)
      .map((line) => `${line}\n`)
      .join(""),
  );
}
