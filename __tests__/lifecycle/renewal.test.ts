/** A secret with a term that a deploy renews by itself. Time goes on in the state: what renewals count from is put into the past. */
import { authenticates } from "../support/authenticates";
import { Lab, failed, replaced } from "../support/lab";
import { eachTool } from "../support/tools";

const DAY = 86_400;

/** When the rotation was planned first, in seconds since the epoch. */
async function sinceOf(lab: Lab): Promise<number> {
  const renewal = (await lab.project.recorded()).find(({ name }) => name === "host3_token_renewal");
  return Date.parse(String(renewal?.instances[0]?.attributes.triggers?.["since"])) / 1000;
}

/** The rotation was planned so many days ago, wherever the state says when. */
function daysAgo(lab: Lab, days: number): Promise<void> {
  const since = new Date(Date.now() - days * DAY * 1000).toISOString().replace(/\.\d+/, "");
  return lab.project.record((resources) => {
    for (const { attributes } of resources.flatMap(({ instances }) => instances)) {
      const triggers = attributes.triggers ?? {};
      for (const name of Object.keys(triggers)) if (/\bsince$/.test(name)) triggers[name] = since;
    }
    return resources;
  });
}

const RENEWED = ["host3", "host3_token_rotation", "host3_token_secret", "settled", "tfvars"];

eachTool("a renewal", (tool) => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.start(tool, { token: { expires: "90d" } });
  });
  afterEach(() => lab.stop());

  const plan = async () => {
    const { exitCode, stdout } = await lab.project.plan();
    return { exitCode, stdout, replaced: replaced(stdout) };
  };
  const expiry = () => lab.simulator.snapshot().tokens[0]?.expire ?? 0;

  test("comes with a deploy in the last part of the term, and not with the setting", async () => {
    await lab.deploy();
    const first = await lab.token();
    const expires = expiry();
    lab.describe({ token: { expires: "90d", rotateBefore: "14d" } });
    const added = await plan();
    expect(added.stdout).toMatch(/null_resource\.host3_token_renewal will be created/);
    expect(added.replaced).toEqual(["host3", "settled"]);
    await lab.deploy();
    expect([await lab.token(), expiry()]).toEqual([first, expires]);
    await daysAgo(lab, 75);
    expect((await plan()).exitCode).toBe(0);

    await daysAgo(lab, 77);
    const due = await plan();
    expect(due.stdout).toMatch(/"rotation" += "1" -> "1 renewed 1"/);
    expect(due.replaced).toEqual(RENEWED);
    await lab.asRoot("PUT", "/access/users/opentofu@pve/token/opentofu-token", {
      expire: String(expires - 77 * DAY),
    });
    await lab.deploy();
    const second = await lab.token();
    expect(second).not.toBe(first);
    expect(await authenticates(lab.simulator, first)).toBe(false);
    expect(await authenticates(lab.simulator, second)).toBe(true);
    expect(expiry()).toBeGreaterThanOrEqual(expires);
    expect((await plan()).exitCode).toBe(0);

    const before = Date.now() / 1000 - 1;
    lab.describe({ token: { expires: "90d", rotateBefore: "14d", rotation: "2" } });
    expect((await plan()).stdout).toMatch(/"rotation" += "1 renewed 1" -> "2"/);
    await lab.deploy();
    expect(await lab.token()).not.toBe(second);
    expect(await sinceOf(lab)).toBeGreaterThanOrEqual(Math.floor(before));
    expect((await plan()).exitCode).toBe(0);
    await lab.destroy();
    expect(lab.pve()).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
  });

  test("that is refused leaves file, secret and token as they were, and one that fails is finished by the next deploy", async () => {
    lab.describe({ token: { expires: "90d", rotateBefore: "14d" } });
    await lab.deploy();
    const before = { file: await lab.project.file(), pve: lab.pve() };
    await daysAgo(lab, 80);
    failed(await lab.project.apply({ ...lab.login, PROXMOX_VE_PASSWORD: "wrong" }));
    expect({ file: await lab.project.file(), pve: lab.pve() }).toEqual(before);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);

    const repair = lab.simulator.faults.on(
      { method: "PUT", path: /\/token\// },
      { at: "request", do: "cut" },
    );
    failed(await lab.project.apply({ ...lab.login, PROXMOX_VE_RETRY_SECONDS: "0" }));
    repair();
    await lab.deploy();
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    expect(await lab.project.file()).not.toBe(before.file);
    expect((await plan()).exitCode).toBe(0);
  });

  test.each(["request", "handled"] as const)(
    "that is killed at the %s of its secret is finished by the next two deploys",
    async (at) => {
      lab.describe({ token: { expires: "90d", rotateBefore: "14d" } });
      await lab.deploy();
      const former = await lab.token();
      await daysAgo(lab, 80);
      const running = lab.project.startApply(lab.login);
      const kill = () => running.kill();
      lab.simulator.faults.on({ method: "PUT", path: /\/token\// }, { at, run: kill, times: 1 });
      expect((await running.finished).exitCode).not.toBe(0);
      const next = await lab.project.apply(lab.login);
      if (next.exitCode !== 0) await lab.deploy();
      expect(await lab.token()).not.toBe(former);
      expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
      expect((await plan()).exitCode).toBe(0);
    },
  );
});
