import { authenticates } from "../support/authenticates";
import { Lab, failed } from "../support/lab";
import { unnumbered } from "../support/pve-state";
import { eachTool } from "../support/tools";

eachTool("rotation", (tool) => {
  describe.each(["9.2", "8.4"] as const)("on PVE %s", (pve) => {
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
      const login =
        "PROXMOX_VE_HOST3_ENDPOINT" in environment ? { ...lab.login, ...environment } : environment;
      failed(await lab.project.apply(login));
      expect(await lab.project.file()).toBe(before.file);
      expect(lab.pve()).toEqual(before.pve);
      expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
      lab.describe({ token: { privilegeSeparation: true, rotation: "2" } });
      expect((await lab.project.plan()).exitCode).toBe(0);
    });
  });

  test("kept rotations live on until they are taken out of keep", async () => {
    const lab = await Lab.start(tool, { token: { rotation: "1", keep: [] } });
    try {
      await lab.deploy();
      const first = await lab.token();
      expect(first).toMatch(/^opentofu@pve!opentofu-token-1=/);
      lab.describe({ token: { rotation: "2", keep: ["1"] } });
      await lab.deploy();
      const second = await lab.token();
      expect(second).toMatch(/^opentofu@pve!opentofu-token-2=/);
      expect(await authenticates(lab.simulator, first)).toBe(true);
      expect(await authenticates(lab.simulator, second)).toBe(true);
      lab.describe({ token: { rotation: "2", keep: [] } });
      await lab.deploy();
      expect(Object.keys(lab.pve().tokens)).toEqual(["opentofu@pve!opentofu-token-2"]);
      expect(await lab.token()).toBe(second);
    } finally {
      await lab.stop();
    }
  });
});
