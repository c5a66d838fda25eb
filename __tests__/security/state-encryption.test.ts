import { readFileSync } from "node:fs";
import { Lab, failed } from "../support/lab";
import { STACK } from "../support/project";
import { tools } from "../support/tools";
import { filesWith } from "../support/traces";

const STATE = `terraform.${STACK}.tfstate`;

describe("stateEncryption, with OpenTofu", () => {
  const [tofu] = tools();
  const before = process.env["TERRAFORM_BINARY_NAME"];
  let lab: Lab;

  beforeAll(async () => {
    if (tofu?.name !== "tofu") throw new Error("there is no tofu");
    process.env["TERRAFORM_BINARY_NAME"] = "tofu";
    lab = await Lab.start(tofu);
    lab.describe({}, { stateEncryption: true });
  });
  afterAll(async () => {
    if (before === undefined) delete process.env["TERRAFORM_BINARY_NAME"];
    else process.env["TERRAFORM_BINARY_NAME"] = before;
    await lab.stop();
  });

  test("refuses a passphrase that is missing or short, before anything is made", async () => {
    const untouched = lab.pve();
    failed(await lab.project.apply(lab.login));
    failed(await lab.project.apply({ ...lab.login, TF_VAR_state_passphrase: "short" }));
    expect(lab.pve()).toEqual(untouched);
  });

  test("leaves no secret in state and plan, and needs the passphrase to go on", async () => {
    const login = { ...lab.login, TF_VAR_state_passphrase: "correct horse battery staple" };
    await lab.deploy(login);
    const secret = lab.simulator.snapshot().tokens[0]?.secret ?? "none";
    expect((await lab.project.plan(login, "-out=saved")).exitCode).toBe(0);
    expect(filesWith(lab.project.folder, secret)).toEqual(["terraform.tfvars"]);
    expect(readFileSync(lab.project.path(STATE), "utf8")).toContain("encrypted_data");
    failed(
      await lab.project.destroy({ ...lab.login, TF_VAR_state_passphrase: "another horse, another staple" }),
    );
    expect(await lab.project.file()).toContain(secret);
    await lab.destroy(login);
    expect(lab.pve().users).toEqual({});
  });
});
