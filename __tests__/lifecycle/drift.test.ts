import { authenticates } from "../support/authenticates";
import { Lab, failed } from "../support/lab";
import { eachTool } from "../support/tools";

eachTool('reconcile: "always"', (tool) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start(tool, { reconcile: "always" });
    await lab.deploy();
  });
  afterAll(() => lab.stop());

  test("repairs what was changed by hand, and leaves the secret alone", async () => {
    const before = { token: await lab.token(), pve: lab.pve() };
    await lab.asRoot("PUT", "/access/roles/opentofu-role", { privs: "VM.Audit" });
    await lab.asRoot("PUT", "/access/users/opentofu@pve", { enable: "0", email: "x@example.org" });
    await lab.asRoot("PUT", "/access/users/opentofu@pve/token/opentofu-token", { privsep: "1" });
    await lab.asRoot("PUT", "/access/acl", {
      path: "/",
      roles: "opentofu-role",
      users: "opentofu@pve",
      delete: "1",
    });
    await lab.deploy();
    expect({ token: await lab.token(), pve: lab.pve() }).toEqual(before);
  });

  test("issues a token again that was deleted by hand: the deploy that finds it says so, the next one does it", async () => {
    const token = await lab.token();
    await lab.asRoot("DELETE", "/access/users/opentofu@pve/token/opentofu-token");
    lab.describe({ reconcile: "always" });
    expect(failed(await lab.project.apply(lab.login))).toMatch(/opentofu-token.*deploy again/i);
    lab.describe({ reconcile: "always" });
    await lab.deploy();
    expect(await lab.token()).not.toBe(token);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    const again = await lab.token();
    lab.describe({ reconcile: "always" });
    await lab.deploy();
    expect(await lab.token()).toBe(again);
  });
});
