/** A run is green only if the token may do what is described. */
import type { AclSpec } from "../../../pve/spec";
import { paste, pveumLines } from "../../support/pve/pveum";
import { Bench, expectGreen } from "../reconcile/bench";
import { ACL, ALL, FULL_TOKENID, ROLE, SEPARATED, TOKEN, TOKEN_ACL, USER } from "../reconcile/objects";

const TOKEN_PATH = `/access/users/${USER.userid}/token/${TOKEN.tokenid}`;

describe.each(["7.4", "8.4", "9.2"] as const)("a proof on PVE %s", (pve) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve, { inventory: { pools: [{ poolid: "lab", vms: [100] }] } });
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  const askers = () =>
    bench.simulator.requests
      .filter(({ path }) => path === "/access/permissions")
      .map(({ identity, query }) => [identity, query["userid"]]);

  it("uses a token whose secret is at hand by itself, and asks for the others", async () => {
    expectGreen(await bench.run(ALL));
    expect(askers()).toEqual([
      ["root@pam", undefined],
      [FULL_TOKENID, undefined],
    ]);
    bench.keeper.secrets.clear();
    bench.simulator.clearRequests();
    expectGreen(await bench.run(ALL));
    expect(askers()).toEqual([
      ["root@pam", undefined],
      ["root@pam", FULL_TOKENID],
    ]);
  });

  it.each([true, false])("names the entry that takes everything away (fresh secret: %s)", async (fresh) => {
    expectGreen(await bench.run([...ALL, { ...ACL, path: "/pool/lab" }]));
    if (!fresh) bench.keeper.secrets.clear();
    await bench.root("PUT", "/access/acl", { path: "/", roles: "NoAccess", users: USER.userid });
    const { error } = await bench.run([...ALL, { ...ACL, path: "/pool/lab" }]);
    expect(error.split("\n")).toEqual([
      `token ${FULL_TOKENID} on host3 works, but may do less than was granted:`,
      "  on / it lacks VM.Audit, VM.Clone",
      "NoAccess for user opentofu@pve on / takes everything away there. Where that is not wanted, run on a node:",
      "  pveum acl delete / --users opentofu@pve --roles NoAccess",
    ]);
    await bench.connected((client) => paste(client, pveumLines(error)));
    expectGreen(await bench.run(ALL));
  });

  it("names the entry that decides, and not one of a group that is hidden by it", async () => {
    await bench.root("POST", "/access/users", { userid: USER.userid });
    await bench.root("POST", "/access/groups", { groupid: "barred" });
    await bench.root("PUT", `/access/users/${USER.userid}`, { groups: "barred" });
    await bench.root("PUT", "/access/acl", { path: "/vms", roles: "NoAccess", groups: "barred" });
    const group: AclSpec = { ...ACL, path: "/vms", subject: { type: "group", ugid: "barred" } };
    expectGreen(await bench.run([{ ...USER, adopt: true }, ROLE, TOKEN, group]));
    const entry: AclSpec = { ...ACL, path: "/vms/100" };
    await bench.root("PUT", "/access/acl", { path: "/vms/100", roles: "NoAccess", groups: "barred" });
    // What is granted to the user itself counts, not what its groups have.
    expectGreen(await bench.run([USER, ROLE, TOKEN, entry]));
    await bench.root("PUT", "/access/acl", { path: "/vms/100", roles: "NoAccess", users: USER.userid });
    const { error } = await bench.run([USER, ROLE, TOKEN, entry]);
    expect(error).toMatch(
      /on \/vms\/100 it lacks VM\.Audit, VM\.Clone\nNoAccess for user opentofu@pve on \/vms\/100 takes everything away there/,
    );
    expect(error).not.toContain("barred");
  });

  it("says what to do when no entry of others explains a lack", async () => {
    const first = await bench.run(ALL);
    expectGreen(first);
    // A node that is behind: it has the objects, and gives nothing yet.
    bench.keeper.secrets.clear();
    const body = JSON.stringify({ data: { "/": { "VM.Audit": 0 } } });
    const headers = { "content-type": "application/json" };
    bench.simulator.faults.on(
      { path: "/access/permissions" },
      { reply: { status: 200, headers, body }, skip: 1 },
    );
    expect((await bench.run(ALL)).error.split("\n").slice(1)).toEqual([
      "  on / it lacks VM.Clone and has only without propagation VM.Audit",
      expect.stringMatching(
        /^User, role, ACL entry and token are as described, so the node is behind.*deploy again\.$/,
      ),
    ]);
  });

  it("with privilege separation asks for what the token itself was granted", async () => {
    const objects = [USER, ROLE, SEPARATED, ACL];
    // Nothing is granted to the token, and so nothing is expected of it.
    expectGreen(await bench.run(objects));
    const { error } = await bench.run([USER, ROLE, SEPARATED, { ...TOKEN_ACL, path: "/pool/lab" }]);
    expect(error).toBe("");
    await bench.root("PUT", "/access/acl", { path: "/pool/lab", roles: "NoAccess", tokens: FULL_TOKENID });
    expect((await bench.run([USER, ROLE, SEPARATED, { ...TOKEN_ACL, path: "/pool/lab" }])).error).toMatch(
      /on \/pool\/lab it lacks .*\nNoAccess for token opentofu@pve!opentofu-token on \/pool\/lab/,
    );
  });

  it("names a NoAccess only where something is lacking", async () => {
    await bench.root("POST", "/access/users", { userid: USER.userid });
    await bench.root("PUT", "/access/acl", { path: "/storage", roles: "NoAccess", users: USER.userid });
    const objects = [{ ...USER, adopt: true }, ROLE, SEPARATED, { ...TOKEN_ACL, path: "/vms" }];
    const { error } = await bench.run(objects);
    expect(error).toMatch(/on \/vms it lacks .*\nWith privilege separation it has no more than its user/);
    expect(error).not.toContain("NoAccess");
  });

  it("with privilege separation names the entry that takes from its user", async () => {
    await bench.root("POST", "/access/groups", { groupid: "barred" });
    const objects = [USER, ROLE, SEPARATED, ACL, { ...TOKEN_ACL, path: "/vms" }];
    expectGreen(await bench.run(objects));
    await bench.root("PUT", `/access/users/${USER.userid}`, { groups: "barred" });
    await bench.root("PUT", "/access/acl", { path: "/vms", roles: "PVEAuditor", groups: "barred" });
    const { error } = await bench.run(objects);
    expect(error).toMatch(
      /on \/vms it lacks VM\.Clone\nPVEAuditor for group barred on \/vms replaces there what comes from above\./,
    );
    await bench.connected((client) => paste(client, pveumLines(error)));
    expectGreen(await bench.run(objects));
  });

  it("with privilege separation says that the user has to be granted the same", async () => {
    const { error } = await bench.run([USER, ROLE, SEPARATED, { ...TOKEN_ACL, path: "/storage" }]);
    expect(error).toMatch(
      /on \/storage it lacks .*\nWith privilege separation it has no more than its user: describe an ACL entry for opentofu@pve too on \/storage,/,
    );
  });

  it("is not made for what is described as disabled or expired", async () => {
    const disabled = { ...USER, enable: false };
    expectGreen(await bench.run([disabled, ROLE, TOKEN, ACL]));
    // What is past already is no change; to set it anew is refused.
    const [expires, expire] = ["2020-01-01", "1577836800"];
    await bench.root("PUT", `/access/users/${USER.userid}`, { expire });
    expectGreen(await bench.run([{ ...USER, enable: true, expires }, ROLE, TOKEN, ACL]));
    await bench.root("PUT", `/access/users/${USER.userid}/token/${TOKEN.tokenid}`, { expire });
    const lasting = { ...USER, expires: "never" };
    expectGreen(await bench.run([lasting, ROLE, { ...TOKEN, expires }, ACL]));
    expect(askers().filter(([identity, of]) => identity !== "root@pam" || of !== undefined)).toEqual([]);
  });
});

/** Each waits for real time, so they wait at once. */
describe.each(["7.4", "8.4", "9.2"] as const)("a fresh secret on PVE %s that is refused", (pve) => {
  it.concurrent.each<[string, string, Readonly<Record<string, string>>, RegExp]>([
    [
      "its user was disabled",
      `/access/users/${USER.userid}`,
      { enable: "0" },
      /its user is disabled in PVE\. .*enable: true.*pveum user modify opentofu@pve --enable 1/,
    ],
    [
      "its user has expired",
      `/access/users/${USER.userid}`,
      { expire: "1577836800" },
      /its user has expired\./,
    ],
    ["it has expired", TOKEN_PATH, { expire: "1577836800" }, /it has expired\. Describe a later `expires`\./],
  ])("says why a fresh secret is refused: %s", (_, path, params, reason) =>
    Bench.once(pve, async (bench) => {
      expectGreen(await bench.run(ALL));
      await bench.root("PUT", path, params);
      expect((await bench.run(ALL)).error).toMatch(
        new RegExp(`^token opentofu@pve!opentofu-token on host3 is refused: ${reason.source}`),
      );
    }),
  );

  it.concurrent("says that somebody may have renewed a secret that is refused", () =>
    Bench.once(pve, async (bench) => {
      expectGreen(await bench.run(ALL));
      bench.keeper.secrets.set("11", "01234567-89ab-cdef-0123-456789abcdef");
      expect((await bench.run(ALL)).error).toMatch(
        /is refused \(401\) with the secret that was just issued.*token\.rotation/,
      );
    }),
  );

  it.concurrent("waits for a node that learns a secret a moment later", () =>
    Bench.once(pve, async (bench) => {
      const reply = { status: 401, reason: "no such token" };
      bench.simulator.faults.on({ path: "/access/permissions" }, { reply, skip: 1, times: 2 });
      expectGreen(await bench.run(ALL));
    }),
  );
});
