import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Lab, succeeded } from "../support/lab";
import { STACK } from "../support/project";
import { eachTool } from "../support/tools";
import { filesWith, modeOf, watchProcesses } from "../support/traces";

const STATE = `terraform.${STACK}.tfstate`;
const CHATTY = { TF_LOG: "trace" };

eachTool("secrets", (tool) => {
  let lab: Lab;
  afterEach(() => lab.stop());

  /** Deploys as chattily as can be, and gives what could be seen meanwhile. */
  async function watched() {
    const running = lab.project.startApply({ ...lab.login, ...CHATTY });
    const seen = await watchProcesses(running);
    const { stdout, stderr } = await running.finished;
    expect(stdout).toContain("Apply complete!");
    return { ...seen, output: stdout + stderr };
  }

  function secretOf(): string {
    const [token] = lab.simulator.snapshot().tokens;
    if (!token?.secret) throw new Error("there is no token");
    return token.secret;
  }

  test("a deploy and a rotation show none, at the highest log level, and leave them in state and file only", async () => {
    lab = await Lab.start(tool, {}, { rootPassword: "the-password-of-root" });
    const first = await watched();
    const former = secretOf();
    lab.describe({ token: { rotation: "2" } });
    expect(first.output).toMatch(/The Terraform state holds the token secrets too/);
    const second = await watched();
    const secret = secretOf();
    expect(secret).not.toBe(former);
    for (const text of [former, secret]) {
      for (const { output, commandLines, environments } of [first, second]) {
        expect(output).not.toContain(text);
        expect(commandLines).not.toContain(text);
        expect(environments).not.toContain(text);
      }
    }
    for (const { output, commandLines } of [first, second]) {
      expect(output).not.toContain(lab.simulator.rootPassword);
      expect(commandLines).not.toContain(lab.simulator.rootPassword);
    }
    expect(filesWith(lab.project.folder, lab.simulator.rootPassword)).toEqual([]);
    expect(filesWith(lab.project.folder, secret)).toEqual([STATE, "terraform.tfvars"]);
    for (const file of [STATE, `${STATE}.backup`, "terraform.tfvars"])
      expect(modeOf(lab.project.path(file))).toBe("600");
    expect(modeOf(lab.project.stackFolder)).toBe("700");
    expect(readdirSync(join(lab.project.stackFolder, ".run"))).toEqual(["states.txt"]);
    expect((await lab.project.plan()).stdout).not.toContain(secret);
  });

  test('with secret: "file" neither state nor plan nor cdktf.out ever holds one', async () => {
    lab = await Lab.start(tool);
    const tfvars = { secret: "file" };
    lab.describe({}, { tfvars });
    const { output, commandLines, environments } = await watched();
    const secret = secretOf();
    for (const text of [output, commandLines, environments]) expect(text).not.toContain(secret);
    succeeded(await lab.project.run(["plan", "-input=false", "-out=saved"], {}));
    expect(filesWith(lab.project.folder, secret)).toEqual(["terraform.token.auto.tfvars"]);
    expect(modeOf(lab.project.path("terraform.token.auto.tfvars"))).toBe("600");
    expect(await lab.project.file("terraform.tfvars")).not.toContain("api_token");

    lab.describe({ token: { rotation: "2" } }, { tfvars });
    await lab.deploy();
    expect(filesWith(lab.project.folder, secret)).toEqual([]);
    expect(filesWith(lab.project.folder, secretOf())).toEqual(["terraform.token.auto.tfvars"]);
    await lab.destroy();
    expect(await lab.project.file("terraform.token.auto.tfvars")).toBeUndefined();
  });
});
