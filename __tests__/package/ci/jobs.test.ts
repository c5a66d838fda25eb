/** The jobs of both pipelines, by their own shell lines, in a team's project with a simulated cluster. */
import { existsSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import path from "node:path";
import { deployingLogin, lookingLogin } from "../../support/pve/documented-login";
import { pveCall } from "../../support/pve/pve-call";
import { beyondFresh } from "../../support/pve/pve-state";
import { PIPELINES, type Secrets } from "./pipelines";
import { Site } from "./site";

describe.each(PIPELINES)("$name", ({ file, commitOf, steps, error }) => {
  let site: Site;
  let secrets: Secrets;

  beforeAll(async () => {
    site = await Site.create(file);
    secrets = {
      look: await lookingLogin(site.simulator),
      deploy: await deployingLogin(site.simulator, ["/pool/lab", "/sdn/zones", "/storage"]),
      passphrase: "a passphrase of the store",
    };
  });
  afterAll(() => site.stop());

  /** Runs a job in a clone of its own. @param reports folders of the jobs before, as artifacts are handed on */
  async function job(name: string, commit = "main", reports: readonly string[] = []) {
    const clone = await site.checkout(commit);
    for (const report of reports.filter((folder) => existsSync(folder))) {
      await mkdir(path.join(clone, "report"), { recursive: true });
      await cp(report, path.join(clone, "report"), { recursive: true });
    }
    const around = { url: site.forge.url, base: await site.head() };
    const finished = await site.job(clone, await steps(name, secrets, around));
    return { ...finished, report: path.join(clone, "report"), clone };
  }

  test("main is deployed with an encrypted state, and no file with a secret is left", async () => {
    const { exitCode, stdout, clone } = await job("deploy");
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("Apply complete!")]);
    expect(Object.keys(beyondFresh(site.simulator).tokens)).toContain("opentofu@pve!opentofu-token");
    expect(site.forge.state).toContain("encrypted_data");
    expect(site.forge.state).not.toContain("opentofu@pve");
    expect(stdout).toContain("terraform.tfvars  written for host3");
    expect(existsSync(path.join(clone, "terraform.tfvars"))).toBe(false);
  });

  test("a night is green while all is as described", async () => {
    const { exitCode, stdout } = await job("nightly");
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("All is as described.")]);
    expect(stdout).toContain('"outcome": "as-described"');
  });

  test("a request has one comment: what it changes, and what a deploy would do", async () => {
    // Somebody else's comment that looks like ours, on a page of many.
    site.forge.say("<!-- cdktf-proxmox-access -->");
    for (let count = 0; count < 120; count += 1) site.forge.say("Looks good.");
    await site.branch("snapshots", (cluster) => {
      cluster["role"] = { profile: ["opentofu-vm", "snapshots"] };
    });
    const commit = commitOf("snapshots");
    const check = await job("check", commit);
    expect([check.exitCode, check.stdout]).toEqual([1, expect.stringMatching(/Snapshots +1 failed/)]);
    const look = await job("look", commit);
    expect([look.exitCode, look.stdout]).toEqual([0, expect.stringMatching(/^host3 .*\+ VM\.Snapshot$/m)]);
    expect(await job("comment", commit, [check.report, look.report])).toMatchObject({ exitCode: 0 });
    const [text = ""] = site.forge.ours();
    expect(text).toMatch(/^ {3}role opentofu-role-pool-lab\n(\+ .*\n)*\+ +VM\.Snapshot\n/m);
    // What stays is only in the whole, side by side.
    const [changes = "", whole = ""] = text.split("<details>");
    expect(changes).not.toContain("VM.Audit");
    expect(whole.match(/^ +VM\.Audit$/gm)).toHaveLength(2);
    expect(text).toMatch(/^host3 .*\+ VM\.Snapshot$/m);
    expect(text).not.toContain("lacks these rights");
    for (const secret of Object.values(secrets)) expect(text).not.toContain(secret.split("=").at(-1));

    // A push that takes it back.
    await job("comment", "main");
    expect(site.forge.ours()).toEqual([expect.stringContaining("is not known: the pipeline failed")]);
    expect(site.forge.comments[0]?.body).toBe("<!-- cdktf-proxmox-access -->");
  });

  test("the script says that nothing changes, and that there is no base to compare with", async () => {
    const changes = (base: string) => site.sh(site.project, `npx tsx ci/access-changes.ts ${base} cdktf.out`);
    expect(await changes("cdktf.out")).toBe(
      "### What this changes in the access to Proxmox VE\n\nNothing.\n",
    );
    const all = await changes("never-synthesized");
    expect(all).toContain("The base could not be synthesized, so all of it counts as new.");
    expect(all).toMatch(/^\+cluster host3/m);
    expect(all).not.toMatch(/^-/m);
  });

  test("the scripts are type-checked in the project", async () => {
    const options =
      "--noEmit --ignoreConfig --strict --module node20 --target ES2022 --types node --skipLibCheck";
    await site.sh(site.project, `npx tsc ${options} ci/access-changes.ts ci/access.test.ts`);
  });

  test("what the guard refuses is red", async () => {
    await site.branch("for-ever", (cluster) => {
      cluster["token"] = { privilegeSeparation: true };
    });
    const { exitCode, stdout, report } = await job("check", commitOf("for-ever"));
    expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/never expires.*ProxmoxAccessGuard/)]);
    expect(existsSync(report)).toBe(false);
  });

  test("a night is red when something differs, and says so", async () => {
    await pveCall(site.simulator, "PUT", "/access/users/opentofu@pve", { enable: "0" });
    const { exitCode, stdout } = await job("nightly");
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(new RegExp(`^${error}Exit code 2: something is not as described`, "m"));
    expect(stdout).toMatch(/user opentofu@pve is disabled/);
  });

  test("a night, and a request, are red when a cluster could not be looked at", async () => {
    secrets = { ...secrets, look: "look@pve!ci=00000000-0000-0000-0000-000000000000" };
    const night = await job("nightly");
    expect(night.exitCode).toBe(1);
    expect(night.stdout).toMatch(new RegExp(`^${error}Exit code 1: a cluster could not be looked at`, "m"));
    expect(await job("look")).toMatchObject({ exitCode: 1 });
  });
});
