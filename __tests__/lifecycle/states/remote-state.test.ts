import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { authenticates } from "../../support/authenticates";
import { Lab, contextOf, failed, succeeded, tokenIn } from "../../support/lab";
import { type Project, STACK, makeProject } from "../../support/project";
import { type StateServer, startStateServer } from "./state-server";
import { eachTool } from "../../support/tools";
import { filesWith, modeOf } from "../../support/traces";

/** The chapters of one story. */
eachTool("two folders that share a state in an http backend", (tool) => {
  let server: StateServer;
  let lab: Lab;
  let other: Project;

  const backend = () => ({ backend: { type: "http", config: server.config } });
  const secret = () => lab.simulator.snapshot().tokens[0]?.secret ?? "none";

  beforeAll(async () => {
    server = await startStateServer();
    lab = await Lab.start(tool, {}, {}, backend());
    other = await makeProject(tool, { ...contextOf(lab.simulator, {}), ...backend() });
  });
  afterAll(async () => {
    await other.dispose();
    await lab.stop();
    await server.stop();
  });

  test("the first one deploys, and has no state of its own", async () => {
    await lab.deploy();
    expect((await lab.project.plan()).exitCode).toBe(0);
    expect(server.state()).toContain(secret());
    expect(new Set(server.methods)).toEqual(new Set(["LOCK", "GET", "POST", "UNLOCK"]));
    expect(readdirSync(lab.project.folder).sort()).toEqual([
      "cdktf.out",
      "proxmox-ca.pem",
      "terraform.tfvars",
    ]);
    expect(filesWith(lab.project.folder, secret())).toEqual(["terraform.tfvars"]);
    expect(modeOf(lab.project.stackFolder)).toBe("700");
  });

  test("the other one wants just the files, and changes what the first one has made", async () => {
    expect((await other.plan()).stdout).toMatch(/Plan: 2 to add, 0 to change, 0 to destroy/);
    const role = { privileges: ["VM.Audit"] };
    other.configure({ ...contextOf(lab.simulator, { role, token: { rotation: "2" } }), ...backend() });
    succeeded(await other.apply(lab.login));
    expect(lab.pve().roles).toEqual({ "opentofu-role": ["VM.Audit"] });
    expect(await authenticates(lab.simulator, tokenIn(await other.file()))).toBe(true);
  });

  test("the first one destroys it all, once its description is the same", async () => {
    lab.describe({ role: { privileges: ["VM.Audit"] }, token: { rotation: "2" } }, backend());
    await lab.destroy();
    expect(lab.pve()).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
    expect(server.state()).not.toContain("opentofu@pve");
    const left = readdirSync(lab.project.folder, { recursive: true, encoding: "utf8" });
    expect(left.filter((name) => basename(name).startsWith(`terraform.${STACK}`))).toEqual([]);
  });

  test("a state that the backend does not take is left where nobody else can enter", async () => {
    server.refuseWrites();
    failed(await lab.project.apply(lab.login));
    const errored = join("cdktf.out", "stacks", STACK, "errored.tfstate");
    expect(filesWith(lab.project.folder, secret())).toEqual([errored, "terraform.tfvars"]);
    expect(modeOf(lab.project.stackFolder)).toBe("700");
  });
});
