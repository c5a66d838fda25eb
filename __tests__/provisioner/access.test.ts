import { run } from "../../provisioner/run";
import { ENVIRONMENT } from "../../pve/spec";
import { ACL, type Bench, ROLE, TOKEN, USER, expectGreen, name, startBench } from "./bench";

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
    for (const [, roleid, privs] of err.matchAll(/pveum role add (\S+) --privs '?([\w. ]+)'?/g)) {
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
