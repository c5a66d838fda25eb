import { stat } from "node:fs/promises";
import { startSimulator } from "../../simulator";
import type { Simulator } from "../../simulator";
import { login, makeProject, reach } from "../support/project";
import type { Project } from "../support/project";
import { eachTool } from "../support/tools";

eachTool("the stack, deployed", (tool) => {
  let host3: Simulator;
  let nuc: Simulator;
  let project: Project;
  let logins: Record<string, string>;

  const clusters = (host3Extra: object = {}): object => ({
    clusters: { host3: { ...reach(host3), ...host3Extra }, nuc: reach(nuc) },
  });

  beforeAll(async () => {
    host3 = await startSimulator({ pve: "9.2", rootPassword: "admin-of-host3" });
    nuc = await startSimulator({ pve: "8.4", rootPassword: "admin-of-nuc" });
    logins = { ...login(host3, "host3"), ...login(nuc, "nuc") };
    project = await makeProject(tool, clusters());
  });

  afterAll(async () => {
    await project.dispose();
    await host3.stop();
    await nuc.stop();
  });

  it("prepares both clusters and writes the file", async () => {
    expect(await project.apply(logins)).toMatchObject({ exitCode: 0 });
    for (const simulator of [host3, nuc]) {
      expect(simulator.snapshot()).toMatchObject({ users: expect.anything(), tokens: expect.anything() });
    }
    const file = await project.file();
    for (const token of [...host3.snapshot().tokens, ...nuc.snapshot().tokens]) {
      expect(file).toContain(token.secret);
    }
    expect((await stat(project.path("terraform.tfvars"))).mode & 0o777).toBe(0o600);
  });
});
