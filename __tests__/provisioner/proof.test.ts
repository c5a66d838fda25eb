import { paste, pveumLines } from "../support/pveum";
import {
  ACL,
  type Bench,
  FULL_TOKENID,
  OWNER,
  ROLE,
  TOKEN,
  TOKEN_ACL,
  USER,
  expectGreen,
  startBench,
} from "./bench";

const SEPARATED = { ...TOKEN, privsep: true };
const REPAIR = /set clusters\.host3\.reconcile to "always" and deploy again\.\nOr run the lines? on a node/;

describe.each(["7.4", "8.4", "9.2"] as const)("a proof that fails on PVE %s", (pve) => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench(pve);
    await bench.prepare();
    expectGreen(await bench.issue(TOKEN));
  });

  afterEach(() => bench.simulator.stop());

  /** What the proof says; the lines that it prints must make the next one pass. */
  async function faultOf(change: Parameters<Bench["prove"]>[0] = {}): Promise<string> {
    const { code, err } = await bench.prove(change);
    expect(code).toBe(1);
    await paste(await bench.login(), pveumLines(err));
    expectGreen(await bench.prove(change));
    return err;
  }

  it.each([true, false])("names what the role lacks (fresh secret: %s)", async (fresh) => {
    if (!fresh) expectGreen(await bench.prove());
    expectGreen(await bench.ensure({ ...ROLE, privileges: { list: ["VM.Audit"] } }));
    const fault = await faultOf();
    expect(fault).toMatch(/on \/ it lacks VM\.Clone\nRole opentofu-role lacks VM\.Clone:\n/);
    expect(pveumLines(fault)).toEqual(["pveum role modify opentofu-role --append 1 --privs VM.Clone"]);
    expect(fault).toMatch(REPAIR);
  });

  it("makes a role again that is gone, and the entries that went with it", async () => {
    await (await bench.login()).delete("/access/roles/opentofu-role");
    const fault = await faultOf();
    expect(fault).toMatch(/^Role opentofu-role is gone:$/m);
    expect(pveumLines(fault)).toEqual([
      "pveum role add opentofu-role --privs 'VM.Audit VM.Clone'",
      "pveum acl modify / --users opentofu@pve --roles opentofu-role --propagate 1",
    ]);
  });

  it("names the ACL entry that is missing", async () => {
    expectGreen(await bench.delete(ACL));
    const fault = await faultOf();
    expect(fault).toMatch(/^User opentofu@pve has no entry with role opentofu-role on \/:$/m);
    expect(fault).toMatch(REPAIR);
  });

  it("tells an entry that does not propagate from one that does", async () => {
    expectGreen(await bench.ensure({ ...ACL, propagate: false }));
    const fault = await faultOf();
    expect(fault).toMatch(/has only without propagation VM\.Audit, VM\.Clone/);
    expect(fault).toMatch(/has an entry that does not propagate with role opentofu-role on \/:/);
  });

  it("names an entry that takes everything away, which no setting changes", async () => {
    const noAccess = { path: "/", roles: "NoAccess", users: USER.userid };
    await (await bench.login()).put("/access/acl", noAccess);
    const fault = await faultOf();
    expect(fault).toMatch(/^User opentofu@pve has NoAccess on \/:$/m);
    expect(fault).toMatch(/^No setting takes NoAccess away\.$/m);
    expect(fault).not.toMatch(/reconcile/);
  });

  it("notices that privilege separation was switched on by hand", async () => {
    expectGreen(await bench.ensure(SEPARATED));
    const fault = await faultOf();
    expect(fault).toMatch(/^Privilege separation is on in PVE:$/m);
    expect(pveumLines(fault)).toEqual(["pveum user token modify opentofu@pve opentofu-token --privsep 0"]);
  });

  it("says which side lacks it with privilege separation", async () => {
    expectGreen(await bench.ensure(SEPARATED));
    const withoutOwn = await faultOf({ privsep: true });
    expect(withoutOwn).toMatch(/^The token itself \(privilege separation\) has no entry with role /m);
    expect(pveumLines(withoutOwn)).toEqual([
      `pveum acl modify / --tokens '${FULL_TOKENID}' --roles opentofu-role --propagate 1`,
    ]);
    expectGreen(await bench.ensure(TOKEN_ACL));
    expectGreen(await bench.delete(ACL));
    const withoutUser = await faultOf({ privsep: true });
    expect(withoutUser).toMatch(/^User opentofu@pve has no entry/m);
    expect(withoutUser).not.toContain("--tokens");
    expectGreen(await bench.delete(ACL));
    expectGreen(await bench.delete(TOKEN_ACL));
    expect(pveumLines(await faultOf({ privsep: true }))).toHaveLength(2);
  });
});

describe("a proof that fails", () => {
  let bench: Bench;
  const context = { reconcile: "on-change", acl: "access/acl", further: [] } as const;

  beforeEach(async () => {
    bench = await startBench("9.2");
    await bench.prepare();
    expectGreen(await bench.issue(SEPARATED));
  });

  afterEach(() => bench.simulator.stop());

  it("names the side that the ACL is not described for", async () => {
    const { err } = await bench.prove({
      privsep: true,
      context: { ...context, subjects: [USER.userid] },
    });
    expect(err).toContain(`Add ${FULL_TOKENID} to the subjects of access/acl.`);
    expect(err).not.toMatch(/reconcile/);
  });

  it("does not ask for what is set already", async () => {
    const { err } = await bench.prove({
      privsep: true,
      context: { ...context, reconcile: "always", subjects: [USER.userid, FULL_TOKENID] },
    });
    expect(err).toMatch(/PVE was changed during the deploy: deploying again repairs it\./);
  });

  it("gives all lines that help when the login cannot look further", async () => {
    bench.environment["PROXMOX_VE_PASSWORD"] = "wrong";
    const { err } = await bench.prove({ privsep: true });
    bench.environment["PROXMOX_VE_PASSWORD"] = bench.simulator.rootPassword;
    await paste(await bench.login(), pveumLines(err));
    expectGreen(await bench.prove({ privsep: true }));
  });

  it("says why a fresh secret is refused", async () => {
    expectGreen(await bench.ensure({ ...USER, enable: false }));
    expect((await bench.prove()).err).toMatch(/is refused: its user is disabled/);
  });
});

describe("a token that has more than was granted", () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench("9.2", { inventory: { pools: [{ poolid: "lab", vms: [100] }] } });
    await bench.prepare();
    expectGreen(await bench.issue(TOKEN));
  });

  afterEach(() => bench.simulator.stop());

  async function warnings(change: Parameters<Bench["prove"]>[0] = {}): Promise<readonly string[]> {
    const { code, err } = await bench.prove(change);
    expect(code).toBe(0);
    return err.split("\n").filter((line) => line !== "");
  }

  it("is warned of, with the entry that gives it", async () => {
    await (await bench.login()).put("/access/acl", { path: "/", roles: "PVEAuditor", users: USER.userid });
    expect(await warnings()).toEqual([
      "Warning: token opentofu@pve!opentofu-token on host3 has more than was granted here on /: Datastore.Audit, " +
        "Mapping.Audit, Pool.Audit, SDN.Audit, Sys.Audit, VM.GuestAgent.Audit (PVEAuditor for user opentofu@pve on /)",
    ]);
  });

  it("may have it from a group, on a path that was not granted, and on what is in a pool", async () => {
    const client = await bench.login();
    await client.post("/access/groups", { groupid: "admins" });
    await client.put(`/access/users/${USER.userid}`, { groups: "admins" });
    await client.put("/access/acl", { path: "/pool/lab", roles: "PVEPoolUser", groups: "admins" });
    expect(await warnings()).toEqual([
      expect.stringMatching(
        /on \/vms\/100, \/pool\/lab: Pool\.Audit \(PVEPoolUser for group admins on \/pool\/lab\)/,
      ),
    ]);
  });

  it("is none that other constructs of the stack give it", async () => {
    const more = { list: ["VM.Backup"] };
    expectGreen(await bench.ensure({ ...ROLE, roleid: "more", privileges: more }));
    expectGreen(await bench.ensure({ ...ACL, roleid: "more", path: "/vms" }));
    const further = [{ path: "/vms", roleid: "more", privileges: more, propagate: true }];
    expect(await warnings()).toEqual([expect.stringMatching(/on \/vms: VM\.Backup \(more for user/)]);
    const context = { reconcile: "on-change", acl: OWNER, subjects: [USER.userid], further } as const;
    expect(await warnings({ context })).toEqual([]);
  });
});
