import type { Simulator } from "../../simulator";
import { Lab, replaced } from "../support/lab";
import { actionsOf, commandsOf } from "../support/output";
import { Site } from "../support/site";
import { eachTool } from "../support/tools";

/** What a cluster was asked: logins, requests in all, connections. */
function load({ requests, connections }: Simulator) {
  const logins = requests.filter(({ method, path }) => method === "POST" && path === "/access/ticket").length;
  return { logins, requests: requests.length, connections };
}

/** The requests that one login has made more than once. */
function repeated({ requests }: Simulator): string[] {
  let login = 0;
  const all = requests.map(({ method, path, query, identity }) => {
    if (path === "/access/ticket") login += 1;
    return [`login ${String(login)}:`, method, path, JSON.stringify(query), identity ?? "nobody"].join(" ");
  });
  return all.filter((request, index) => all.indexOf(request) !== index);
}

function resourcesIn(plan: string): number {
  return Number(/Plan: (\d+) to add, 0 to change, 0 to destroy/.exec(plan)?.[1]);
}

eachTool("one cluster", (tool) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start(tool);
  });
  beforeEach(() => {
    lab.simulator.clearRequests();
  });
  afterAll(() => lab.stop());

  test("its first plan has 12 resources, on a page or two", async () => {
    const { stdout } = await lab.project.plan();
    expect(resourcesIn(stdout)).toBe(12);
    expect(actionsOf(stdout).length).toBeLessThanOrEqual(110);
  });

  test("its first deploy takes two processes, one login, one connection, and asks nothing twice", async () => {
    const output = await lab.deploy();
    expect(commandsOf(output)).toEqual(["reconcile", "finish"]);
    expect(load(lab.simulator)).toEqual({ logins: 1, requests: 13, connections: 1 });
    expect(repeated(lab.simulator)).toEqual([]);
  });

  test("a deploy without changes starts nothing and asks nothing", async () => {
    const output = await lab.deploy({});
    expect(commandsOf(output)).toEqual([]);
    expect(output).not.toContain("local-exec");
    expect(load(lab.simulator)).toEqual({ logins: 0, requests: 0, connections: 0 });
  });

  test("one more privilege is two replaced resources, one setting and a plan of 25 lines", async () => {
    lab.describe({ role: { profile: "opentofu-vm", add: ["Pool.Allocate"] } });
    const { stdout } = await lab.project.plan();
    expect(replaced(stdout)).toEqual(["host3", "settled"]);
    expect(stdout).toMatch(/Plan: 2 to add, 0 to change, 2 to destroy/);
    expect(actionsOf(stdout).length).toBeLessThanOrEqual(25);
    const settings = stdout.split("\n").filter((line) => /^ +[-+~] +"/.test(line));
    expect(settings.map((line) => line.trim().replace(/ +/g, " "))).toEqual([
      '+ "role opentofu-role Pool.Allocate" = "added"',
      '+ "host3 role opentofu-role Pool.Allocate" = "added"',
    ]);
  });

  test("one more privilege takes three processes: one that looks, one that does, one that ends it", async () => {
    const output = await lab.deploy();
    expect(commandsOf(output)).toEqual(["preflight", "reconcile", "finish"]);
    expect(load(lab.simulator)).toEqual({ logins: 2, requests: 16, connections: 2 });
    expect(repeated(lab.simulator)).toEqual([]);
  });

  test("a rotation takes three processes too", async () => {
    lab.describe({
      role: { profile: "opentofu-vm", add: ["Pool.Allocate"] },
      token: { rotation: "2" },
    });
    const output = await lab.deploy();
    expect(commandsOf(output)).toEqual(["preflight", "reconcile", "finish"]);
    expect(load(lab.simulator)).toEqual({ logins: 2, requests: 16, connections: 2 });
    expect(repeated(lab.simulator)).toEqual([]);
  });

  test("a destroy takes one process to look, and one an object", async () => {
    const output = await lab.destroy();
    expect(commandsOf(output).sort()).toEqual(["delete", "delete", "delete", "delete", "preflight"]);
    expect(load(lab.simulator)).toEqual({ logins: 5, requests: 16, connections: 5 });
  });
});

eachTool("four clusters", (tool) => {
  let site: Site<"a" | "b" | "c" | "d">;
  beforeAll(async () => {
    site = await Site.start(tool, ["a", "b", "c", "d"]);
  });
  afterAll(() => site.stop());

  test("are 8 resources each beyond the four of the stack", async () => {
    const { stdout } = await site.project.plan();
    expect(resourcesIn(stdout)).toBe(4 + 4 * 8);
  });

  test("take one process and one login each, and one process for all", async () => {
    const output = await site.deploy();
    expect(commandsOf(output).sort()).toEqual(["finish", ...site.keys.map(() => "reconcile")]);
    for (const key of site.keys) {
      expect({ [key]: load(site.at(key)) }).toEqual({ [key]: { logins: 1, requests: 13, connections: 1 } });
    }
  });

  test("a change of one asks only that one", async () => {
    site.forgetRequests();
    site.describe({ a: {}, b: { user: { email: "ops@example.org" } }, c: {}, d: {} });
    const output = await site.deploy();
    expect(commandsOf(output)).toEqual(["preflight", "reconcile", "finish"]);
    expect(site.asked).toEqual(["b"]);
  });
});
