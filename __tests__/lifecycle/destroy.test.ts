import type { Tool } from "../../tools/toolchain";
import { Lab, failed } from "../support/lab";
import { anyTool, eachTool } from "../support/tools";

const NOTHING = { users: {}, roles: {}, tokens: {}, acl: [] };

let lab: Lab;
afterEach(() => lab.stop());

function deployWith(tool: Tool): void {
  beforeEach(async () => {
    lab = await Lab.start(tool, { token: { privilegeSeparation: true } });
    await lab.deploy();
  });
}

eachTool("destroy", (tool) => {
  deployWith(tool);

  test("with a wrong password, or none, changes nothing; with the right one it leaves nothing", async () => {
    const before = { file: await lab.project.file(), pve: lab.pve() };
    failed(await lab.project.destroy({ ...lab.login, PROXMOX_VE_PASSWORD: "wrong" }));
    failed(await lab.project.destroy({}));
    expect({ file: await lab.project.file(), pve: lab.pve() }).toEqual(before);
    expect((await lab.project.plan()).exitCode).toBe(0);
    await lab.destroy();
    expect(lab.pve()).toEqual(NOTHING);
    expect(await lab.project.file()).toBeUndefined();
  });

  test("forgets a cluster that is gone for good, if it is told to", async () => {
    await lab.simulator.stop();
    const login = { ...lab.login, PROXMOX_VE_RETRY_SECONDS: "0" };
    expect(failed(await lab.project.destroy(login))).toMatch(/PROXMOX_VE_HOST3_UNREACHABLE=forget/);
    const output = await lab.destroy({ ...login, PROXMOX_VE_HOST3_UNREACHABLE: "forget" });
    expect(output).toMatch(/given up/);
    expect(await lab.project.file()).toBeUndefined();
  });
});

anyTool("destroy of what others have changed", (tool) => {
  deployWith(tool);

  test("finds part of it gone, and goes on", async () => {
    await lab.asRoot("DELETE", "/access/users/opentofu@pve");
    await lab.destroy();
    expect(lab.pve()).toEqual(NOTHING);
  });

  test("keeps a role that somebody else's ACL uses, and says so", async () => {
    await lab.asRoot("POST", "/access/users", { userid: "eve@pve" });
    await lab.asRoot("PUT", "/access/acl", { path: "/vms", roles: "opentofu-role", users: "eve@pve" });
    expect(await lab.destroy()).toMatch(
      /Warning: host3 +role opentofu-role is kept: it is still held by user eve@pve on \/vms/,
    );
    expect(lab.pve()).toMatchObject({
      users: { "eve@pve": {} },
      roles: { "opentofu-role": expect.anything() as unknown },
      tokens: {},
      acl: ["/vms opentofu-role user eve@pve 1"],
    });
  });
});
