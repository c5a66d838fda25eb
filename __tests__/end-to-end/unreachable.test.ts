import { authenticates } from "../support/authenticates";
import { failed } from "../support/lab";
import { Site } from "../support/site";
import { eachTool } from "../support/tools";

type Key = "a" | "b" | "c" | "d" | "e";
const ALL = { a: {}, b: {}, c: {}, d: {}, e: {} };

/** The chapters of one story. */
eachTool("five clusters, of which two are down", (tool) => {
  let site: Site<Key>;
  beforeAll(async () => {
    site = await Site.start(tool, ["a", "b", "c", "d", "e"]);
  });
  beforeEach(() => {
    site.forgetRequests();
  });
  afterAll(() => site.stop());

  test("the first deploy makes the other three, and its error names the two", async () => {
    const error = failed(await site.project.apply(site.without("b", "d")));
    expect(error).toMatch(/proxmox-access\/b: .*127\.0\.0\.1:1/);
    expect(error).toMatch(/proxmox-access\/d: .*127\.0\.0\.1:1/);
    expect(error).not.toMatch(/Error: proxmox-access\/[ace]/);
    for (const key of ["a", "c", "e"] as const)
      expect(site.pve(key)).toMatchObject({ tokens: { "opentofu@pve!opentofu-token": {} } });
    expect(site.asked).toEqual(["a", "c", "e"]);
  });

  test("a first deploy cannot give them up: they are wanted", async () => {
    const environment = { ...site.without("b", "d"), PROXMOX_VE_UNREACHABLE: "forget" };
    const error = failed(await site.project.apply(environment));
    expect(error).not.toMatch(/given up/);
    expect(await site.project.file()).toBeUndefined();
    expect(site.asked).toEqual([]);
  });

  test("the next deploy does just those two, and writes the file for all five", async () => {
    await site.deploy();
    expect(site.asked).toEqual(["b", "d"]);
    expect(await site.inFile()).toEqual(["a", "b", "c", "d", "e"]);
    const text = (await site.project.file()) ?? "";
    const tokens = [...text.matchAll(/api_token += "([^"]+)"/g)].map(([, token]) => token);
    for (const [index, key] of site.keys.entries())
      expect(await authenticates(site.at(key), tokens[index])).toBe(true);
    expect((await site.project.plan()).exitCode).toBe(0);
  });

  test("a change of a healthy one goes through, and asks no other", async () => {
    site.describe({ ...ALL, a: { user: { email: "ops@example.org" } } });
    await site.deploy(site.without("b", "d"));
    expect(site.asked).toEqual(["a"]);
    expect(site.pve("a").users["opentofu@pve"]?.email).toBe("ops@example.org");
  });

  test("a change of one that is down stops before anything is changed anywhere", async () => {
    const before = { a: site.pve("a"), file: await site.project.file() };
    site.describe({ ...ALL, b: { token: { rotation: "2" } } });
    const error = failed(await site.project.apply(site.without("b")));
    expect(error).toMatch(/b .*127\.0\.0\.1:1/);
    expect(error).not.toMatch(/forget/);
    expect({ a: site.pve("a"), file: await site.project.file() }).toEqual(before);
  });
});

eachTool("a cluster that is taken out", (tool) => {
  let site: Site<"a" | "b">;
  beforeEach(async () => {
    site = await Site.start(tool, ["a", "b"]);
  });
  afterEach(() => site.stop());

  test("is emptied of what was deployed there, and the file names it no longer; the plan shows it", async () => {
    await site.deploy();
    const before = site.pve("a");
    site.describe({ a: {} });
    const { stdout } = await site.project.plan();
    expect(stdout).toMatch(/- +"b token opentofu@pve!opentofu-token" /);
    expect(stdout).toMatch(/# null_resource\.b_token will be destroyed/);
    site.forgetRequests();
    await site.deploy();
    expect(site.asked).toEqual(["b"]);
    expect(site.pve("b")).toEqual(NOTHING);
    expect(site.pve("a")).toEqual(before);
    expect(await site.inFile()).toEqual(["a"]);
    expect((await site.project.plan()).exitCode).toBe(0);
  });

  test("stops the deploy while it cannot be reached, with nothing lost; `forget` gives it up", async () => {
    await site.deploy();
    const before = { a: site.pve("a"), file: await site.project.file() };
    site.describe({ a: { token: { rotation: "2" } } });
    const environment = site.without("b");
    expect(failed(await site.project.apply(environment))).toMatch(/PROXMOX_VE_B_UNREACHABLE=forget/);
    expect({ a: site.pve("a"), file: await site.project.file() }).toEqual(before);
    const output = await site.deploy({ ...environment, PROXMOX_VE_B_UNREACHABLE: "forget" });
    expect(output).toMatch(/Warning: b cannot be reached and was given up: .*user opentofu@pve/);
    expect(await site.inFile()).toEqual(["a"]);
    expect((await site.project.plan()).exitCode).toBe(0);
  });

  test("stays as it is when the change of another one is refused", async () => {
    await site.deploy();
    const before = { a: site.pve("a"), b: site.pve("b"), file: await site.project.file() };
    site.describe({ a: { token: { rotation: "2" } } });
    failed(await site.project.apply({ ...site.login, PROXMOX_VE_A_PASSWORD: "wrong" }));
    expect({ a: site.pve("a"), b: site.pve("b"), file: await site.project.file() }).toEqual(before);
  });

  test("is emptied too when the deploy before has failed, for another cluster", async () => {
    failed(await site.project.apply(site.without("b")));
    expect(Object.keys(site.pve("a").tokens)).toEqual(["opentofu@pve!opentofu-token"]);
    site.describe({ b: {} });
    await site.deploy();
    expect(site.pve("a")).toEqual(NOTHING);
    expect(await site.inFile()).toEqual(["b"]);
    expect((await site.project.plan()).exitCode).toBe(0);
  });
});

eachTool('two clusters with secret: "file", of which one is down at first', (tool) => {
  test("both have their tokens in the file when the second deploy has made the other one", async () => {
    const site = await Site.start(tool, ["a", "b"]);
    try {
      site.describe({ a: {}, b: {} }, { tfvars: { secret: "file" } });
      failed(await site.project.apply(site.without("b")));
      site.forgetRequests();
      await site.deploy();
      expect(site.asked).toEqual(["b"]);
      const text = (await site.project.file("terraform.token.auto.tfvars")) ?? "";
      const [a, b] = [...text.matchAll(/^ +\w+ = "([^"]+)"$/gm)].map(([, token]) => token);
      expect(await authenticates(site.at("a"), a)).toBe(true);
      expect(await authenticates(site.at("b"), b)).toBe(true);
    } finally {
      await site.stop();
    }
  });
});

const NOTHING = { users: {}, roles: {}, tokens: {}, acl: [] };
