/** What has to hold after an accident. */
import { authenticates } from "../support/authenticates";
import type { Lab } from "../support/lab";
import { FAST, type Operation, describeFor } from "./operations";
import { nameOf, secretFiles } from "./situation";
import { WHOLE } from "./whole";

/** What became of a situation. */
export interface Verdict {
  /** What is not as it should be, in words. */
  readonly wrong: string | undefined;
  /** `false` if the same situation was met before, and the verdict is that one's. */
  readonly isNew: boolean;
}

const NOTHING = JSON.stringify({ users: {}, roles: {}, tokens: {}, acl: [] });

/**
 * Judges the situations in which accidents leave an operation. The same operation again has to be green, PVE has to be as
 * after an undisturbed run, the token in the file has to work, no other secret may lie about, and a destroy has to leave
 * nothing.
 *
 * What these runs make of a situation depends on nothing else. So when an accident leaves behind what an earlier one has
 * left, the verdict is known, and so it is with the destroy.
 */
export class Judge {
  private readonly verdicts = new Map<string, string | undefined>();
  private readonly destroys = new Map<string, string | undefined>();
  private readonly freshStarts = new Map<string, string | undefined>();

  private constructor(
    private readonly lab: Lab,
    private readonly operation: Operation,
    private readonly wanted: string,
  ) {}

  /** Runs the operation undisturbed. @throws Error when not even that is as it should be */
  static async start(lab: Lab, operation: Operation): Promise<Judge> {
    await runAgain(lab, operation);
    const judge = new Judge(lab, operation, JSON.stringify(lab.pve()));
    const wrong = (await judge.fault()) ?? (await judge.giveUp()).wrong;
    if (wrong !== undefined) throw new Error(`${operation.name}, undisturbed: ${wrong}`);
    return judge;
  }

  /** The verdict on the situation that the lab is in, when the operation is run again. */
  async finish(): Promise<Verdict> {
    return remembered(this.verdicts, nameOf(this.lab), async () => {
      await runAgain(this.lab, this.operation);
      return (await this.fault()) ?? (await this.giveUp()).wrong;
    });
  }

  /** The verdict on it when the former description is deployed once more, and then destroyed. */
  async startOver(): Promise<Verdict> {
    return remembered(this.freshStarts, nameOf(this.lab), async () => {
      await this.lab.deploy({ ...FAST, ...(await this.lab.ticket()) });
      return (await this.giveUp()).wrong;
    });
  }

  /** The verdict on it when everything is destroyed. */
  async giveUp(): Promise<Verdict> {
    return remembered(this.destroys, nameOf(this.lab), async () => {
      await this.lab.destroy({ ...FAST, ...(await this.lab.ticket()) });
      const rest = JSON.stringify(this.lab.pve());
      if (rest !== NOTHING) return `after destroy PVE has ${rest}`;
      return (await this.files()).length === 0 ? undefined : "after destroy the file is still there";
    });
  }

  private async fault(): Promise<string | undefined> {
    const found = JSON.stringify(this.lab.pve());
    if (found !== this.wanted) return `PVE has ${found}, not ${this.wanted}`;
    const left = secretFiles(this.lab);
    if (left.length > 0) return `secret files are left: ${left.join(", ")}`;
    const files = await this.files();
    if (!this.operation.described) return files.length === 0 ? undefined : "the file is still there";
    const tokens = files.join("\n").match(/[^"\s]+![^"\s=]+=[0-9a-f-]{36}/g) ?? [];
    return tokens.length === 1 && (await authenticates(this.lab.simulator, tokens[0]))
      ? undefined
      : "the token in the file does not work";
  }

  /** The texts of the files for Terraform. */
  private async files(): Promise<string[]> {
    const names = ["terraform.tfvars", "terraform.token.auto.tfvars"];
    const texts = await Promise.all(names.map((name) => this.lab.project.file(name)));
    return texts.filter((text) => text !== undefined);
  }
}

/** Runs the operation as its user would after it was interrupted. @throws Error with Terraform's words if it fails */
async function runAgain(lab: Lab, operation: Operation): Promise<void> {
  const { described } = operation;
  const login = { ...FAST, ...(await lab.ticket()) };
  if (!described) {
    await lab.destroy(login);
    return;
  }
  describeFor(operation, lab, described);
  await lab.deploy(login);
}

async function remembered(
  known: Map<string, string | undefined>,
  name: string,
  look: () => Promise<string | undefined>,
): Promise<Verdict> {
  if (known.has(name) && !WHOLE) return { wrong: known.get(name), isNew: false };
  const wrong = await look().catch((error: unknown) => String(error));
  known.set(name, wrong);
  return { wrong, isNew: true };
}
