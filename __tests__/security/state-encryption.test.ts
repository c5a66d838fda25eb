import { readFileSync } from "node:fs";
import { Lab, failed, succeeded } from "../support/lab";
import { STACK } from "../support/project";
import { tools } from "../support/tools";
import { filesWith } from "../support/traces";

const STATE = `terraform.${STACK}.tfstate`;

describe("stateEncryption, with OpenTofu", () => {
  const [tofu] = tools();
  const environment = process.env;
  let lab: Lab;

  beforeAll(() => {
    process.env = { ...environment, TERRAFORM_BINARY_NAME: "tofu" };
  });
  afterAll(() => {
    process.env = environment;
  });

  async function start(): Promise<void> {
    if (tofu?.name !== "tofu") throw new Error("there is no tofu");
    lab = await Lab.start(tofu);
  }
  const secret = () => lab.simulator.snapshot().tokens[0]?.secret ?? "none";
  const state = () => readFileSync(lab.project.path(STATE), "utf8");

  describe("from the first deploy on", () => {
    beforeAll(async () => {
      await start();
      lab.describe({}, { stateEncryption: true });
    });
    afterAll(() => lab.stop());

    test("refuses a passphrase that is missing or short, before anything is made", async () => {
      const untouched = lab.pve();
      failed(await lab.project.apply(lab.login));
      failed(await lab.project.apply({ ...lab.login, TF_VAR_state_passphrase: "short" }));
      expect(lab.pve()).toEqual(untouched);
    });

    test("leaves no secret in state and plan, and needs the passphrase to go on", async () => {
      const login = { ...lab.login, TF_VAR_state_passphrase: "correct horse battery staple" };
      await lab.deploy(login);
      expect((await lab.project.plan(login, "-out=saved")).exitCode).toBe(0);
      expect(filesWith(lab.project.folder, secret())).toEqual(["terraform.tfvars"]);
      expect(state()).toContain("encrypted_data");
      failed(
        await lab.project.destroy({ ...lab.login, TF_VAR_state_passphrase: "another horse, another staple" }),
      );
      expect(await lab.project.file()).toContain(secret());
      await lab.destroy(login);
      expect(lab.pve().users).toEqual({});
    });
  });

  describe("on a state that is there", () => {
    const first = { TF_VAR_state_passphrase: "correct horse battery staple" };
    const second = { TF_VAR_passphrase_2: "another horse, another staple" };

    beforeAll(async () => {
      await start();
      await lab.deploy();
    });
    afterAll(() => lab.stop());

    /** One deploy without a login migrates; it has nothing else to do. */
    async function migrate(stateEncryption: unknown, passphrases: Readonly<Record<string, string>>) {
      lab.describe({}, { stateEncryption });
      expect(succeeded(await lab.project.apply(passphrases))).toContain("No changes.");
    }
    const planned = async (stateEncryption: unknown, passphrases: Readonly<Record<string, string>>) => {
      lab.describe({}, stateEncryption === undefined ? {} : { stateEncryption });
      return lab.project.plan(passphrases);
    };

    test("encrypts a plain one", async () => {
      expect(state()).toContain(secret());
      expect(() => lab.describe({}, { stateEncryption: true })).toThrow(/Add "migrate": "from-plain"/);
      await migrate({ migrate: "from-plain" }, first);
      expect(state()).not.toContain(secret());
      succeeded(await planned(true, first));
    });

    test("encrypts it with another passphrase", async () => {
      const renewed = { passphraseVariable: "passphrase_2" };
      await migrate({ ...renewed, formerPassphraseVariable: "state_passphrase" }, { ...first, ...second });
      succeeded(await planned(renewed, second));
      failed(await planned(true, first));
    });

    test("takes the encryption off", async () => {
      expect(() => lab.describe({})).toThrow(/is encrypted, and stateEncryption is left out/);
      await migrate({ passphraseVariable: "passphrase_2", migrate: "to-plain" }, second);
      expect(state()).toContain(secret());
      succeeded(await planned(undefined, {}));
    });

    test("leaves a state alone that TF_ENCRYPTION encrypts", async () => {
      const method =
        'key_provider "pbkdf2" "own" { passphrase = "a passphrase of its own" }\n' +
        'method "aes_gcm" "own" { keys = key_provider.pbkdf2.own }\nmethod "unencrypted" "plain" {}\n';
      const TF_ENCRYPTION = `${method}state {\n method = method.aes_gcm.own\n fallback {\n method = method.unencrypted.plain\n }\n}`;
      process.env["TF_ENCRYPTION"] = TF_ENCRYPTION;
      lab.describe({});
      expect(succeeded(await lab.project.apply({ TF_ENCRYPTION }))).toContain("No changes.");
      expect(state()).not.toContain(secret());
      succeeded(await planned(undefined, { TF_ENCRYPTION }));
      delete process.env["TF_ENCRYPTION"];
      expect(() => lab.describe({})).toThrow(/is encrypted, and stateEncryption is left out/);
    });
  });
});
