import { authenticates } from "../support/authenticates";
import { Lab, failed, replaced } from "../support/lab";
import { type Node, startNode } from "../support/node-front";
import { saidBy } from "../support/output";
import { login } from "../support/project";
import { anyTool } from "../support/tools";

/** The chapters of one story. */
anyTool("a cluster of two nodes, each with its own certificate", (tool) => {
  let lab: Lab;
  let first: Node;
  const several = (more: object = {}) => ({
    endpoint: [first.endpoint, lab.simulator.endpoint],
    fingerprint: [lab.simulator.fingerprint, first.fingerprint],
    ...more,
  });
  const told = () =>
    `Cluster host3 is reached at ${lab.simulator.endpoint}: ${first.endpoint} can't be reached (ECONNREFUSED).`;

  beforeAll(async () => {
    lab = await Lab.start(tool);
    first = await startNode(lab.simulator);
    lab.describe(several());
  });
  afterAll(async () => {
    await first.stop();
    await lab.stop();
  });

  test("is deployed by the first one, which the file gets", async () => {
    const said = saidBy(await lab.deploy());
    expect(said.join("\n")).not.toContain("is reached at");
    expect(await lab.project.file()).toContain(`endpoint     = "${first.endpoint}"`);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test("is changed by the other one while the first one is down, and the file stays as it is", async () => {
    const before = await lab.project.file();
    await first.stop();
    lab.describe(several({ role: { profile: "opentofu-vm", add: ["Pool.Allocate"] } }));
    const said = saidBy(await lab.deploy());
    expect(said.filter((line) => line === told())).toHaveLength(2);
    expect(said).toContain("host3  role opentofu-role: + Pool.Allocate");
    expect(await lab.project.file()).toBe(before);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test("is only checked when another order is described, and the file follows", async () => {
    const before = lab.pve();
    const token = await lab.token();
    lab.describe({
      ...several(),
      endpoint: [lab.simulator.endpoint, first.endpoint],
      role: { add: ["Pool.Allocate"] },
    });
    const { stdout } = await lab.project.plan();
    expect(replaced(stdout)).not.toContain("host3");
    lab.simulator.clearRequests();
    await lab.deploy();
    expect(lab.simulator.requests.filter(({ method }) => method !== "GET")).toHaveLength(1);
    expect(lab.pve()).toEqual(before);
    expect(await lab.token()).toBe(token);
    expect(await lab.project.file()).toContain(`endpoint     = "${lab.simulator.endpoint}"`);
  });

  test("is refused at a certificate that is not trusted, with the other node left alone", async () => {
    const stranger = await startNode(lab.simulator);
    lab.describe({ ...several({ role: {} }), endpoint: [stranger.endpoint, lab.simulator.endpoint] });
    lab.simulator.clearRequests();
    const error = failed(await lab.project.apply(login(lab.simulator)));
    await stranger.stop();
    expect(error).toContain("it has none of the fingerprints");
    expect(error).toContain(stranger.fingerprint);
    expect(lab.simulator.requests).toEqual([]);
  });

  test("is emptied by a destroy while the first one is down", async () => {
    lab.describe(several({ role: { add: ["Pool.Allocate"] } }));
    expect(await lab.destroy()).toContain(told());
    expect(lab.pve()).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
    expect(await lab.project.file()).toBeUndefined();
  });
});
