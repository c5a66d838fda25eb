import { run } from "../../provisioner/run";
import { ENVIRONMENT } from "../../pve/spec";
import {
  ACL,
  type Bench,
  FULL_TOKENID,
  ROLE,
  TOKEN,
  TOKEN_ACL,
  USER,
  expectGreen,
  name,
  startBench,
} from "./bench";

describe.each(["7.4", "8.4", "9.2"] as const)("the proof on PVE %s", (pve) => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench(pve);
    await bench.prepare();
    expectGreen(await bench.issue(TOKEN));
  });

  afterEach(() => bench.simulator.stop());

  it.each([true, false])(
    "names what the role lacks, and the command that helps (fresh secret: %s)",
    async (fresh) => {
      if (!fresh) expectGreen(await bench.prove());
      expectGreen(await bench.ensure({ ...ROLE, privileges: { list: ["VM.Audit"] } }));
      const { code, err } = await bench.prove();
      expect(code).toBe(1);
      expect(err).toMatch(/on \/ it lacks VM\.Clone\./);
      expect(err).toContain('pveum role modify opentofu-role --append 1 --privs "VM.Clone"');
    },
  );

  it("names the ACL entry that is missing", async () => {
    expectGreen(await bench.delete(ACL));
    expect((await bench.prove()).err).toContain(
      "pveum acl modify / --roles opentofu-role --users 'opentofu@pve' --propagate 1",
    );
  });

  it("tells an entry that does not propagate from one that does", async () => {
    expectGreen(await bench.ensure({ ...ACL, propagate: false }));
    expect((await bench.prove()).err).toMatch(/has only without propagation VM\.Audit, VM\.Clone/);
  });

  it("says which side lacks it with privilege separation", async () => {
    expectGreen(await bench.ensure({ ...TOKEN, privsep: true }));
    const withoutOwn = (await bench.prove({ privsep: true })).err;
    expect(withoutOwn).toContain(`pveum acl modify / --roles opentofu-role --tokens '${FULL_TOKENID}'`);
    expect(withoutOwn).not.toContain("--users");
    expectGreen(await bench.ensure(TOKEN_ACL));
    expectGreen(await bench.delete(ACL));
    const withoutUser = (await bench.prove({ privsep: true })).err;
    expect(withoutUser).toContain("--users 'opentofu@pve'");
    expect(withoutUser).not.toContain("--tokens");
  });

  it("warns of rights beyond the grants", async () => {
    await (await bench.login()).put("/access/acl", { path: "/", roles: "PVEAuditor", users: USER.userid });
    const { code, err } = await bench.prove();
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^Warning: .* has more than was granted here on \/: .*Sys\.Audit/),
    });
  });

  it("says why a fresh secret is refused", async () => {
    expectGreen(await bench.ensure({ ...USER, enable: false }));
    expect((await bench.prove()).err).toMatch(/is refused: its user is disabled/);
  });
});

describe("the preflight", () => {
  let bench: Bench;
  const ALL = [USER, ROLE, ACL, TOKEN];

  beforeEach(async () => {
    bench = await startBench("9.2");
  });

  afterEach(() => bench.simulator.stop());

  it("passes before a first deploy and after it, and changes nothing", async () => {
    const before = bench.simulator.snapshot();
    expectGreen(await bench.preflight(ALL));
    expect(bench.simulator.snapshot()).toEqual(before);
    await bench.prepare();
    expectGreen(await bench.issue(TOKEN));
    expectGreen(await bench.preflight(ALL));
  });

  it("reports everything that stands in the way at once", async () => {
    const client = await bench.login();
    await client.post("/access/users", { userid: USER.userid });
    const { code, err } = await bench.preflight([
      USER,
      { ...USER, userid: "ci@pven" },
      { ...ROLE, privileges: { list: ["VM.Monitor", "VM.Auditt"] } },
    ]);
    expect(code).toBe(1);
    expect(err).toMatch(/user opentofu@pve exists and is not ours on host3/);
    expect(err).toMatch(/host3 has no realm pven, only .*pve.* Did you mean pve\?/);
    expect(err).toMatch(/PVE 9\S+ does not know VM.Auditt \(use VM.Audit\); VM.Monitor \(use VM.GuestAgent/);
  });

  it("skips the claim of what is deployed, however it was changed since", async () => {
    await bench.prepare();
    const drifted = { ...ROLE, privileges: { list: ["VM.Monitor"] } };
    const { code, err } = await bench.preflight([drifted], { [name(drifted)]: "deployed", cluster: "host3" });
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^Warning: .*does not know VM.Monitor/),
    });
  });

  it("names all rights that the login lacks, and the lines that grant them do", async () => {
    const client = await bench.login();
    await client.post("/access/users", { userid: "ci@pve" });
    const answer = await client.post<{ value: string }>("/access/users/ci@pve/token/deploy", { privsep: 0 });
    bench.environment["PROXMOX_VE_API_TOKEN"] = `ci@pve!deploy=${answer.value}`;
    const { err } = await bench.preflight(ALL);
    for (const right of ["Realm.AllocateUser on /access/realm/pve", "Permissions.Modify on /"]) {
      expect(err).toContain(right);
    }
    for (const [, roleid, privs] of err.matchAll(/pveum role add (\S+) --privs "([^"]+)"/g)) {
      await client.post("/access/roles", { roleid, privs: privs?.replaceAll(" ", ",") });
    }
    for (const [, path, roles] of err.matchAll(/pveum acl modify (\S+) --roles (\S+)/g)) {
      await client.put("/access/acl", { path, roles, users: "ci@pve" });
    }
    expectGreen(await bench.preflight(ALL));
    await bench.prepare();
    expectGreen(await bench.issue(TOKEN));
    expectGreen(await bench.prove());
    for (const object of [ACL, TOKEN, TOKEN, USER, ROLE]) expectGreen(await bench.delete(object));
  });
});

describe("a cluster that is gone for good", () => {
  it("is forgotten on request only", async () => {
    const bench = await startBench("9.2");
    await bench.simulator.stop();
    bench.environment["PROXMOX_VE_RETRY_SECONDS"] = "0";
    expect((await bench.delete(USER)).err).toMatch(/PROXMOX_VE_HOST3_UNREACHABLE=forget/);
    bench.environment["PROXMOX_VE_HOST3_UNREACHABLE"] = "forget";
    const gone = await bench.delete(USER);
    expect(gone).toMatchObject({ code: 0, out: "forgot user opentofu@pve on host3" });
    expect(gone.err).toMatch(/^Warning: host3 cannot be reached and was given up: .* is still there/m);
    expect((await bench.preflight([USER])).code).toBe(0);
    expect((await bench.ensure(USER)).code).toBe(1);
  });
});

describe("a request that is not ours", () => {
  it.each([
    [undefined, /PROXMOX_ACCESS_REQUEST is not as .* \(it is not set\)/],
    ["{", /it is no JSON/],
    ["{}", /cluster: .*; owner: /],
  ])("%j is refused", async (request, message) => {
    const said: string[] = [];
    const write = (line: string) => said.push(line);
    const code = await run("ensure user", { [ENVIRONMENT.request]: request }, { out: write, error: write });
    expect(code).toBe(1);
    expect(said.join("\n")).toMatch(message);
  });
});
