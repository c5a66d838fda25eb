import type { PveRelease } from "../../simulator";
import type { Tool } from "../../tools/toolchain";
import { authenticates } from "../support/authenticates";
import { Lab, failed, succeeded } from "../support/lab";
import { unnumbered } from "../support/pve/pve-state";
import { anyTool, eachTool } from "../support/tools";

eachTool("a rotation on PVE 9.2", (tool) => rotations(tool, "9.2"));
anyTool("a rotation on PVE 8.4", (tool) => rotations(tool, "8.4"));

function rotations(tool: Tool, pve: PveRelease): void {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start(tool, { token: { privilegeSeparation: true } }, { pve });
    lab.simulator.addUser({ userid: "guest@pve", password: "guest-password" });
    await lab.deploy();
  });
  afterAll(() => lab.stop());

  test("gives a new secret and a new file in one deploy, and keeps the ACL", async () => {
    const before = { token: await lab.token(), pve: unnumbered(lab.pve()) };
    lab.describe({ token: { privilegeSeparation: true, rotation: "2" } });
    await lab.deploy();
    expect(unnumbered(lab.pve())).toEqual(before.pve);
    expect(await lab.token()).not.toBe(before.token);
    expect(await authenticates(lab.simulator, before.token)).toBe(false);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test.each([
    ["a wrong password", { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: "wrong" }],
    ["no login at all", {}],
    [
      "a login that lacks the rights",
      { PROXMOX_VE_USERNAME: "guest@pve", PROXMOX_VE_PASSWORD: "guest-password" },
    ],
    [
      "a node that is down",
      { PROXMOX_VE_HOST3_ENDPOINT: "https://127.0.0.1:1", PROXMOX_VE_RETRY_SECONDS: "0" },
    ],
  ])("with %s leaves file, secret and token as they were", async (_, environment) => {
    const before = { file: await lab.project.file(), pve: lab.pve() };
    lab.describe({ token: { privilegeSeparation: true, rotation: "3" } });
    const login = "PROXMOX_VE_HOST3_ENDPOINT" in environment ? { ...lab.login, ...environment } : environment;
    failed(await lab.project.apply(login));
    expect(await lab.project.file()).toBe(before.file);
    expect(lab.pve()).toEqual(before.pve);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    lab.describe({ token: { privilegeSeparation: true, rotation: "2" } });
    expect((await lab.project.plan()).exitCode).toBe(0);
  });
}

eachTool("a rotation", (tool) => {
  test("the token that is in use lives on with keep, and dies when it is taken out of it", async () => {
    const lab = await Lab.start(tool, { token: { privilegeSeparation: true } });
    try {
      const rotated = (rotation: string, keep: readonly string[]) => {
        lab.describe({ token: { privilegeSeparation: true, rotation, keep } });
        return lab.project.apply(lab.login);
      };
      await lab.deploy();
      const first = await lab.token();
      expect(first).toMatch(/^opentofu@pve!opentofu-token=/);
      const before = lab.pve();
      expect(failed(await rotated("2", []))).toMatch(
        /token opentofu@pve!opentofu-token on host3 may be in use, .* Put "1" into `keep`/,
      );
      expect(lab.pve()).toEqual(before);
      succeeded(await rotated("2", ["1"]));
      const second = await lab.token();
      expect(second).toMatch(/^opentofu@pve!opentofu-token-2=/);
      expect(await authenticates(lab.simulator, first)).toBe(true);
      expect(await authenticates(lab.simulator, second)).toBe(true);
      expect((await lab.project.plan()).exitCode).toBe(0);
      succeeded(await rotated("3", ["2"]));
      const third = await lab.token();
      expect(third).toMatch(/^opentofu@pve!opentofu-token-3=/);
      expect(await authenticates(lab.simulator, first)).toBe(false);
      expect(await authenticates(lab.simulator, second)).toBe(true);
      expect(await authenticates(lab.simulator, third)).toBe(true);
      expect(Object.keys(lab.pve().tokens).sort()).toEqual([
        "opentofu@pve!opentofu-token-2",
        "opentofu@pve!opentofu-token-3",
      ]);
      await lab.destroy();
      expect(lab.pve()).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
    } finally {
      await lab.stop();
    }
  });

  test("a secret that is to be kept elsewhere, in a file or in the state, is another one", async () => {
    const split = (secret: "state" | "file") => ({ tfvars: { shape: "split", secret } });
    const lab = await Lab.start(tool);
    try {
      const deployed = async (secret: "state" | "file") => {
        lab.describe({}, split(secret));
        await lab.deploy();
        expect((await lab.project.plan(lab.login)).exitCode).toBe(0);
        const file = await lab.project.file(secret === "file" ? TOKEN_FILE : "terraform.tfvars");
        return /= +"([^"]+=[^"]+)"/.exec(file ?? "")?.[1];
      };
      const first = await deployed("state");
      const second = await deployed("file");
      expect(await authenticates(lab.simulator, first)).toBe(false);
      expect(await authenticates(lab.simulator, second)).toBe(true);
      const third = await deployed("state");
      // Terraform would read it after `terraform.tfvars`.
      expect(await lab.project.file(TOKEN_FILE)).toBeUndefined();
      expect(await authenticates(lab.simulator, second)).toBe(false);
      expect(await authenticates(lab.simulator, third)).toBe(true);
    } finally {
      await lab.stop();
    }
  });

  test("a secret that is kept in a file only goes along when the file is to be elsewhere", async () => {
    const at = (path: string) => ({ tfvars: { shape: "split", secret: "file", path } });
    const lab = await Lab.start(tool);
    try {
      lab.describe({}, at("terraform.tfvars"));
      await lab.deploy();
      const before = await lab.project.file(TOKEN_FILE);
      lab.describe({}, at("other.tfvars"));
      await lab.deploy();
      expect(await lab.project.file("other.token.auto.tfvars")).toBe(before);
      expect(await lab.project.file(TOKEN_FILE)).toBeUndefined();
    } finally {
      await lab.stop();
    }
  });

  test("the token in use lives on with keep also after it was rotated in place, with its secret kept in a file", async () => {
    const further = { tfvars: { shape: "split", secret: "file" } };
    const lab = await Lab.start(tool);
    try {
      lab.describe({ token: { rotation: "7" } }, further);
      await lab.deploy();
      const file = async () => /= "([^"]+=[^"]+)"/.exec((await lab.project.file(TOKEN_FILE)) ?? "")?.[1];
      const first = await file();
      lab.describe({ token: { rotation: "8", keep: ["1"] } }, further);
      await lab.deploy();
      expect(await file()).toMatch(/^opentofu@pve!opentofu-token-8=/);
      expect(await authenticates(lab.simulator, first)).toBe(true);
      expect(await authenticates(lab.simulator, await file())).toBe(true);
      lab.describe({ token: { rotation: "8", keep: [] } }, further);
      await lab.deploy();
      expect(await authenticates(lab.simulator, first)).toBe(false);
      expect(await authenticates(lab.simulator, await file())).toBe(true);
    } finally {
      await lab.stop();
    }
  });
});

const TOKEN_FILE = "terraform.token.auto.tfvars";
