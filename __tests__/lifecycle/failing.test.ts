import { authenticates } from "../support/authenticates";
import { Lab, failed } from "../support/lab";
import { eachTool } from "../support/tools";

const NOTHING = { users: {}, roles: {}, tokens: {}, acl: [] };
const REFUSED = { status: 403, reason: "Permission check failed" };

eachTool("a deploy that fails", (tool) => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.start(tool, { token: { privilegeSeparation: true } });
  });
  afterEach(() => lab.stop());

  test("at the last write takes away all that it has made; the next one does it all", async () => {
    lab.simulator.faults.on({ method: "PUT", path: "/access/acl" }, { reply: REFUSED });
    expect(failed(await lab.project.apply(lab.login))).toMatch(/403.*taken away again/);
    expect(lab.pve()).toEqual(NOTHING);
    expect(await lab.project.file()).toBeUndefined();
    lab.simulator.faults.clear();
    await lab.deploy();
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test("since the token may do less than is described takes away what is new, and leaves what was there", async () => {
    await lab.deploy();
    const before = { pve: lab.pve(), token: await lab.token() };
    await lab.asRoot("PUT", "/access/acl", { path: "/vms", roles: "NoAccess", users: "opentofu@pve" });
    lab.describe({ token: { privilegeSeparation: true }, acl: [{ path: "/" }, { path: "/vms" }] });
    const error = failed(await lab.project.apply(lab.login));
    expect(error).toMatch(
      /may do less than was granted: on \/vms it lacks .*NoAccess for user opentofu@pve on \/vms/,
    );
    expect(error).toMatch(/taken away again/);
    expect(lab.pve()).toEqual({
      ...before.pve,
      acl: [...before.pve.acl, "/vms NoAccess user opentofu@pve 1"],
    });
    await lab.asRoot("PUT", "/access/acl", {
      path: "/vms",
      roles: "NoAccess",
      users: "opentofu@pve",
      delete: "1",
    });
    await lab.deploy();
    expect(lab.pve().acl).toHaveLength(4);
    expect(await lab.token()).toBe(before.token);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test("for a rotation leaves a token that the next one renews, though the file has the dead secret until then", async () => {
    await lab.deploy();
    const former = await lab.token();
    lab.describe({ token: { privilegeSeparation: true, rotation: "2" }, acl: [{ path: "/vms" }] });
    lab.simulator.faults.on({ method: "PUT", path: "/access/acl" }, { reply: REFUSED, skip: 1 });
    failed(await lab.project.apply(lab.login));
    lab.simulator.faults.clear();
    await lab.deploy();
    expect(await lab.token()).not.toBe(former);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    expect(lab.pve().acl).toEqual([
      "/vms opentofu-role token opentofu@pve!opentofu-token 1",
      "/vms opentofu-role user opentofu@pve 1",
    ]);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });
});
