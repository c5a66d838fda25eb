import { authenticates } from "../support/authenticates";
import { Lab, failed, replaced } from "../support/lab";
import { commandsOf, saidBy } from "../support/output";
import { eachTool } from "../support/tools";

const ALWAYS = { reconcile: "always", user: { enable: true, email: "ops@example.org" } };

/** The chapters of one story: each begins where the one before ended. */
eachTool('reconcile: "always"', (tool) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start(tool, ALWAYS);
    await lab.deploy();
  });
  afterAll(() => lab.stop());

  test("shows three replaced resources at each plan, and no setting as changed but the time", async () => {
    const { stdout } = await lab.project.plan();
    expect(replaced(stdout)).toEqual(["host3", "host3_always", "settled"]);
    const settings = stdout.split("\n").filter((line) => /^ +[-+~] +"/.test(line));
    expect(settings.map((line) => line.trim().split(" ")[1])).toEqual(['"at"']);
  });

  test("changes nothing, and says nothing, when all is as described", async () => {
    const before = { token: await lab.token(), pve: lab.pve() };
    const output = await lab.deploy();
    expect(commandsOf(output)).toEqual(["preflight", "reconcile", "finish"]);
    expect(saidBy(output)).toEqual([]);
    expect({ token: await lab.token(), pve: lab.pve() }).toEqual(before);
  });

  test("repairs what was changed by hand, says what it was, and leaves the secret alone", async () => {
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
    const said = saidBy(await lab.deploy());
    expect({ token: await lab.token(), pve: lab.pve() }).toEqual(before);
    expect(said).toEqual([
      "host3  user opentofu@pve: email, enable",
      expect.stringMatching(/^host3 {2}role opentofu-role: \+ Datastore\.AllocateSpace /),
      "host3  token opentofu@pve!opentofu-token: privsep",
      "host3  acl / opentofu-role for opentofu@pve: granted",
    ]);
  });

  test("refuses to make up a token that was deleted by hand, and says how to get a new one", async () => {
    const token = await lab.token();
    await lab.asRoot("DELETE", "/access/users/opentofu@pve/token/opentofu-token");
    expect(failed(await lab.project.apply(lab.login))).toMatch(
      /opentofu-token is gone from host3.*token\.rotation/,
    );
    lab.describe({ ...ALWAYS, token: { rotation: "2" } });
    await lab.deploy();
    expect(await lab.token()).not.toBe(token);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    const again = await lab.token();
    await lab.deploy();
    expect(await lab.token()).toBe(again);
  });
});
