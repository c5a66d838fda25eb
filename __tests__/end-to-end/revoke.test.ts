/** A secret's life by the commands: rotated, revoked in an emergency, and brought back in line. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { diffCommand } from "../../cli/diff";
import { revokeCommand } from "../../cli/revoke";
import { rotateCommand } from "../../cli/rotate";
import type { Output } from "../../cli/terminal";
import { ended } from "../cli/ended";
import { authenticates } from "../support/authenticates";
import { Lab, contextOf, failed, succeeded } from "../support/lab";
import { anyTool } from "../support/tools";

/** A project with its cdktf.json, in which the commands are called as a person calls them. */
class Hands {
  public constructor(private readonly lab: Lab) {}

  public write(cluster: Readonly<Record<string, unknown>>): void {
    const proxmox = contextOf(this.lab.simulator, cluster);
    writeFileSync(this.lab.project.path("cdktf.json"), JSON.stringify({ context: { proxmox } }));
  }

  /** As `cdktf deploy` does: synthesizes what stands in cdktf.json, and applies it. */
  public deploy() {
    const text = readFileSync(this.lab.project.path("cdktf.json"), "utf8");
    const written = JSON.parse(text) as { readonly context: { readonly proxmox: unknown } };
    this.lab.project.configure(written.context.proxmox);
    return this.lab.project.apply(this.lab.login);
  }

  public rotate(...args: readonly string[]) {
    const config = ["--config", this.lab.project.path("cdktf.json")];
    return this.#run((outputs) => rotateCommand({ environment: {}, ...outputs }), [...args, ...config]);
  }

  public revoke(...args: readonly string[]) {
    const choices = { canAsk: false, confirm: () => Promise.resolve(false) };
    return this.#run(
      (outputs) => revokeCommand({ environment: this.lab.login, choices, ...outputs }),
      [...args, "--yes"],
    );
  }

  public diff() {
    return this.#run((outputs) => diffCommand({ environment: this.lab.login, ...outputs }), []);
  }

  #run(
    make: (outputs: { readonly stdout: Output; readonly stderr: Output }) => Command,
    args: readonly string[],
  ) {
    return ended(make, [...args, "--output", this.lab.project.path("cdktf.out")]);
  }
}

anyTool("rotate and revoke", (tool) => {
  test("a secret is rotated, revoked and replaced, and each time the former one is dead and the new one works", async () => {
    const lab = await Lab.start(tool);
    const hands = new Hands(lab);
    const works = (token: string | undefined) => authenticates(lab.simulator, token);
    try {
      hands.write({ token: { privilegeSeparation: true } });
      succeeded(await hands.deploy());
      const first = await lab.token();

      expect(await hands.rotate("host3")).toMatchObject({ exitCode: 0 });
      succeeded(await hands.deploy());
      const second = await lab.token();
      expect([await works(first), await works(second)]).toEqual([false, true]);

      expect(await hands.revoke("host3")).toMatchObject({ exitCode: 0 });
      expect(await works(second)).toBe(false);
      expect(await hands.diff()).toMatchObject({
        stdout: expect.stringMatching(
          /opentofu-token was deleted after a deploy: terraform\.tfvars still holds its secret.* Set another `token\.rotation`, and deploy/,
        ),
        exitCode: 2,
      });

      expect(await hands.rotate("host3")).toMatchObject({ exitCode: 0 });
      succeeded(await hands.deploy());
      const third = await lab.token();
      expect([await works(second), await works(third)]).toEqual([false, true]);
      expect(await hands.diff()).toMatchObject({ exitCode: 0 });
      expect((await lab.project.plan()).exitCode).toBe(0);
    } finally {
      await lab.stop();
    }
  });

  test("with kept rotations too: all are revoked, one rotation replaces them, and --drop ends the kept one", async () => {
    const lab = await Lab.start(tool);
    const hands = new Hands(lab);
    const works = (token: string | undefined) => authenticates(lab.simulator, token);
    try {
      hands.write({});
      succeeded(await hands.deploy());
      const first = await lab.token();
      await hands.rotate("host3", "--keep");
      succeeded(await hands.deploy());
      const second = await lab.token();
      expect([await works(first), await works(second)]).toEqual([true, true]);

      await hands.revoke("host3");
      expect([await works(first), await works(second)]).toEqual([false, false]);
      await hands.rotate("host3");
      succeeded(await hands.deploy());
      const third = await lab.token();
      expect(await works(third)).toBe(true);

      await hands.rotate("host3", "--keep");
      succeeded(await hands.deploy());
      await hands.revoke("host3", third?.replace(/=.*/, "") ?? "");
      expect(await works(third)).toBe(false);
      lab.describe({ user: { comment: "so that the deploy looks" }, token: { rotation: "4", keep: ["3"] } });
      expect(failed(await lab.project.apply(lab.login))).toMatch(
        /token opentofu@pve!opentofu-token-3 is gone from host3: .* take it out of `keep`/,
      );
      await hands.rotate("host3", "--drop");
      succeeded(await hands.deploy());
      expect(await works(await lab.token())).toBe(true);
      expect(await hands.diff()).toMatchObject({ exitCode: 0 });
    } finally {
      await lab.stop();
    }
  });
});
