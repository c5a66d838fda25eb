import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { startSimulator } from "../../simulator";
import type { Simulator } from "../../simulator";
import type { Finished } from "../../tools/processes";
import { login, makeProject, reach, STACK } from "../support/project";
import type { Environment, Project } from "../support/project";
import { eachTool } from "../support/tools";

/** The chapters of one story: each begins where the one before ended. */
eachTool("two clusters", (tool) => {
  let host3: Simulator;
  let nuc: Simulator;
  let project: Project;
  let logins: Environment;
  let said = "";

  const describeClusters = (nucExtra: object = {}): object => ({
    clusters: { host3: reach(host3), nuc: { ...reach(nuc), ...nucExtra } },
  });
  const secrets = (): string[] =>
    [host3, nuc].flatMap((simulator) => simulator.snapshot().tokens.map(({ secret }) => secret));
  const succeed = async (running: Promise<Finished>): Promise<string> => {
    const { exitCode, stdout, stderr } = await running;
    said += stdout + stderr;
    return exitCode === 0 ? stdout : Promise.reject(new Error(stdout + stderr));
  };

  beforeAll(async () => {
    host3 = await startSimulator({ pve: "9.2", rootPassword: "admin-of-host3" });
    nuc = await startSimulator({ pve: "8.4", rootPassword: "admin-of-nuc" });
    logins = { ...login(host3, "host3"), ...login(nuc, "nuc") };
    project = await makeProject(tool, describeClusters());
  });

  afterAll(async () => {
    await project.dispose();
    await host3.stop();
    await nuc.stop();
  });

  it("are prepared, each in the way of its version, and the file is written", async () => {
    await succeed(project.apply(logins));
    for (const [key, simulator] of Object.entries({ host3, nuc })) {
      const owner = `(cdktf-proxmox-access: ${STACK}/${key}, `;
      expect(simulator.snapshot()).toMatchObject({
        users: [{ userid: "opentofu@pve", comment: expect.stringContaining(owner) }],
        tokens: [{ fullTokenid: "opentofu@pve!opentofu-token", privsep: false, expire: 0 }],
        acl: [{ path: "/", roleid: "opentofu-role", ugid: "opentofu@pve", propagate: true }],
      });
    }
    expect(host3.snapshot().roles[0]?.privileges).toContain("VM.GuestAgent.Audit");
    expect(nuc.snapshot().roles[0]?.privileges).toContain("VM.Monitor");
    expect(await project.file()).toContain(tfvars(host3, nuc));
    expect((await stat(project.path("terraform.tfvars"))).mode & 0o777).toBe(0o600);
    await promisify(execFile)(tool.path, ["fmt", "-check", project.path("terraform.tfvars")]);
  });

  it("are left alone by a second deploy", async () => {
    expect((await project.plan()).exitCode).toBe(0);
    const before = [host3.snapshot(), nuc.snapshot()];
    expect(await succeed(project.apply(logins))).toContain("0 added, 0 changed, 0 destroyed");
    expect([host3.snapshot(), nuc.snapshot()]).toEqual(before);
  });

  it("get a changed comment and privileges in place, with the same token", async () => {
    const before = { secrets: secrets(), file: await project.file(), host3: host3.snapshot() };
    const role = { privileges: ["VM.Audit", "Datastore.Audit"] };
    project.configure(describeClusters({ role, user: { comment: "for the lab" } }));
    await succeed(project.apply(logins));
    expect(nuc.snapshot()).toMatchObject({
      users: [{ comment: expect.stringMatching(/^for the lab /) }],
      roles: [{ roleid: "opentofu-role", privileges: ["Datastore.Audit", "VM.Audit"] }],
    });
    expect({ secrets: secrets(), file: await project.file(), host3: host3.snapshot() }).toEqual(before);
    expect((await project.plan()).exitCode).toBe(0);
  });

  it("get a new secret when the rotation changes, and only then", async () => {
    const before = secrets();
    project.configure(describeClusters({ token: { rotation: "2" } }));
    await succeed(project.apply(logins));
    expect(secrets()[0]).toBe(before[0]);
    expect(secrets()[1]).not.toBe(before[1]);
    expect(await project.file()).toContain(tfvars(host3, nuc));
    expect((await project.plan()).exitCode).toBe(0);
  });

  it.each(["rotation", "destroy"] as const)("lose nothing in a %s with a wrong password", async (action) => {
    const before = { pve: [host3.snapshot(), nuc.snapshot()], file: await project.file() };
    project.configure(describeClusters({ token: { rotation: action === "rotation" ? "3" : "2" } }));
    const wrong = { ...logins, PROXMOX_VE_NUC_PASSWORD: "not-the-password" };
    const { exitCode, stdout, stderr } = await (action === "rotation"
      ? project.apply(wrong)
      : project.destroy(wrong));
    expect({ exitCode, said: stdout + stderr }).toEqual({
      exitCode: 1,
      said: expect.stringContaining("refused the login of root@pam: wrong password"),
    });
    expect({ pve: [host3.snapshot(), nuc.snapshot()], file: await project.file() }).toEqual(before);
    project.configure(describeClusters({ token: { rotation: "2" } }));
    expect((await project.plan()).exitCode).toBe(0);
  });

  it("keep their secrets out of everything but the state and the file", async () => {
    const hidden = [...secrets(), host3.rootPassword, nuc.rootPassword];
    expect(hidden.filter((secret) => said.includes(secret))).toEqual([]);
    const found = new Set<string>();
    for (const file of await filesIn(project.folder)) {
      const text = await readFile(file, "utf8");
      if (hidden.some((secret) => text.includes(secret))) {
        found.add(path.relative(project.folder, file));
      }
    }
    const state = `terraform.${STACK}.tfstate`;
    expect([...found].sort()).toEqual([state, `${state}.backup`, "terraform.tfvars"].sort());
  });

  it("are as before after a destroy, and the file is gone", async () => {
    await succeed(project.destroy(logins));
    for (const simulator of [host3, nuc]) {
      expect(simulator.snapshot()).toMatchObject({ users: [], roles: [], tokens: [], acl: [] });
    }
    expect(await project.file()).toBeUndefined();
  });
});

/** What the file shall be. */
function tfvars(...simulators: [host3: Simulator, nuc: Simulator]): string {
  const entries = ["host3", "nuc"].map((key, index) => {
    const simulator = simulators[index];
    const secret = simulator?.snapshot().tokens[0]?.secret ?? "";
    return [
      `  ${key} = {`,
      `    name         = "${key}"`,
      `    cluster_name = "${key}"`,
      `    endpoint     = "${simulator?.endpoint ?? ""}"`,
      `    insecure     = false`,
      `    username     = "root"`,
      `    api_token    = "opentofu@pve!opentofu-token=${secret}"`,
      `  }`,
    ].join("\n");
  });
  return `\nproxmox = {\n${entries.join("\n")}\n}\n`;
}

/** The regular files in a folder and below, symbolic links to the providers left out. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
