/** What a description names has to be there, and the login has to be allowed what is to be done. */
import type { AclSpec, ObjectSpec, RoleSpec } from "../../../pve/spec";
import { paste, pveumLines } from "../../support/pve/pveum";
import { Bench, expectGreen } from "./bench";
import { ACL, ALL, FULL_TOKENID, ROLE, SEPARATED, TOKEN, TOKEN_ACL, USER, deployed, mark } from "./objects";

const INVENTORY = {
  pools: [{ poolid: "lab" }, { poolid: "prod" }],
  zones: [{ zone: "talos", type: "simple" }],
  vnets: [{ vnet: "nodes", zone: "talos" }],
};
const on = (path: string): AclSpec => ({ ...ACL, path });

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start("9.2", { inventory: INVENTORY, nodes: ["host3", "host4"] });
});
afterEach(() => bench.reset());
afterAll(() => bench.simulator.stop());

/** The sentences that a run is refused with, before it has written anything. */
async function faults(objects: readonly ObjectSpec[]): Promise<readonly string[]> {
  const { error, said } = await bench.run(objects);
  expect(said).toEqual([]);
  expect(bench.writes()).toEqual([]);
  return error.split("\n");
}

describe("the paths of ACL entries", () => {
  it("may name what is there, and nothing in particular", async () => {
    const paths = ["/pool", "/pool/lab", "/storage/local", "/nodes/host4", "/vms/100", "/access/realm/pve"];
    const networks = ["/sdn/zones", "/sdn/zones/localnetwork", "/sdn/zones/localnetwork/vmbr0/20"];
    const zones = ["/sdn/zones/talos", "/sdn/zones/talos/nodes", "/mapping"];
    expectGreen(await bench.run([USER, ROLE, ...[...paths, ...networks, ...zones].map(on)]));
    for (const list of ["/pools", "/storage", "/nodes", "/cluster/sdn/zones", "/cluster/sdn/vnets"])
      expect(bench.simulator.requests.filter(({ path }) => path === list)).toHaveLength(1);
  });

  it("are refused together where they are misspelt, each with the nearest name", async () => {
    const paths = ["/pool/labs", "/storage/lokal", "/nodes/host5"];
    const networks = ["/sdn/zones/localnetwork/vmbr1", "/sdn/zones/tallos/node"];
    const said = await faults([USER, ROLE, ...[...paths, ...networks].map(on)]);
    expect(said.toSorted()).toEqual([
      "ACL path /nodes/host5: host3 has no node host5. Did you mean host3?",
      "ACL path /pool/labs: host3 has no pool labs. Did you mean lab?",
      "ACL path /sdn/zones/localnetwork/vmbr1: host3 has no bridge vmbr1. Did you mean vmbr0?",
      "ACL path /sdn/zones/tallos/node: host3 has no vnet node. Did you mean nodes?",
      "ACL path /sdn/zones/tallos/node: host3 has no zone tallos. Did you mean talos?",
      "ACL path /storage/lokal: host3 has no storage lokal. Did you mean local?",
    ]);
  });

  it("are refused with what there is, when nothing is near", async () => {
    expect(await faults([USER, ROLE, on("/pool/x")])).toEqual([
      "ACL path /pool/x: host3 has no pool x, only lab, prod.",
    ]);
  });

  it("of entries that are there already are not looked up", async () => {
    await bench.root("POST", "/access/users", { userid: USER.userid, comment: mark() });
    await bench.root("POST", "/access/roles", { roleid: ROLE.roleid, privs: "VM.Audit,VM.Clone" });
    await bench.root("PUT", "/access/acl", { path: "/pool/gone", roles: ROLE.roleid, users: USER.userid });
    expect(await bench.run([USER, ROLE, on("/pool/gone")])).toEqual({ said: [], warned: [], error: "" });
    expect(bench.requests()).not.toContain("GET /pools");
  });

  it("are a doubt only, where the login may not see what there is", async () => {
    await bench.asToken();
    await grant("access-bootstrap", "Realm.AllocateUser,User.Modify,Sys.Modify,Sys.Audit", "/access");
    await grant("acl-bootstrap", "Permissions.Modify", "/pool");
    const { warned, error } = await bench.run([USER, ROLE, on("/pool/lab")]);
    expect({ warned, error }).toEqual({
      warned: [
        expect.stringMatching(/^ACL path \/pool\/lab: whether host3 has a pool lab could not be checked/),
      ],
      error: "",
    });
  });
});

describe("an entry that would take away what its subject has from above", () => {
  const small: RoleSpec = { ...ROLE, roleid: "small", privileges: { list: ["VM.Audit"] } };
  const below: AclSpec = { ...ACL, path: "/vms", roleid: "small" };

  it("is warned of", async () => {
    await bench.run([USER, ROLE, ACL]);
    const { warned, error } = await bench.run([USER, small, below]);
    expect({ warned, error }).toEqual({
      warned: [
        "host3: small for user opentofu@pve on /vms takes from user opentofu@pve what / gives: VM.Clone. " +
          "A level of PVE's ACL replaces what is above it.",
      ],
      error: "",
    });
    expect((await bench.run([USER, small, below])).warned).toEqual([]);
  });
});

describe("a user", () => {
  it("needs its realm", async () => {
    expect(
      await faults([
        { ...USER, userid: "ci@pvee" },
        { ...USER, userid: "ci@ldap" },
      ]),
    ).toEqual([
      "user ci@pvee: host3 has no realm pvee, only pam, pve. Did you mean pve?",
      "user ci@ldap: host3 has no realm ldap, only pam, pve.",
    ]);
  });
});

describe("what is granted and not described", () => {
  const auditor: AclSpec = { ...ACL, roleid: "PVEAuditor" };
  const to = (type: "user" | "group" | "token", ugid: string): AclSpec => ({
    ...ACL,
    subject: { type, ugid },
  });

  it("may be there", async () => {
    await bench.root("POST", "/access/users", { userid: "else@pve" });
    await bench.root("POST", "/access/users/else@pve/token/t1");
    await bench.root("POST", "/access/groups", { groupid: "admins" });
    const entries = [auditor, to("user", "else@pve"), to("token", "else@pve!t1"), to("group", "admins")];
    expectGreen(await bench.run([...ALL, ...entries]));
    expect(bench.pve.acl).toHaveLength(5);
  });

  it("is refused where it is not, with the nearest name", async () => {
    await bench.root("POST", "/access/groups", { groupid: "admins" });
    const said = await faults([
      ...ALL,
      { ...auditor, roleid: "PVEAuditorr" },
      to("user", "opentof@pve"),
      to("token", `${FULL_TOKENID}s`),
      to("group", "admin"),
      { ...TOKEN, userid: "nobody@pam" },
    ]);
    expect(said).toEqual([
      "ACL path /: host3 has no role PVEAuditorr, and none is described. Did you mean PVEAuditor?",
      "ACL path /: host3 has no user opentof@pve, and none is described.",
      `ACL path /: host3 has no token ${FULL_TOKENID}s, and none is described.`,
      "ACL path /: host3 has no group admin, and none is described. Did you mean admins?",
      "token nobody@pam!opentofu-token: host3 has no user nobody@pam, and none is described.",
    ]);
  });

  it("is proven by what PVE has in the role", async () => {
    expectGreen(await bench.run([USER, TOKEN, auditor]));
    await bench.root("POST", "/access/groups", { groupid: "admins" });
    await bench.root("PUT", "/access/acl", { path: "/", roles: "NoAccess", users: USER.userid });
    const { error } = await bench.run([USER, TOKEN, auditor]);
    expect(error).toMatch(/on \/ it lacks Datastore\.Audit, .*Sys\.Audit/);
  });
});

describe("the rights of a login", () => {
  const objects = [USER, ROLE, SEPARATED, ACL, TOKEN_ACL, on("/pool/lab")];

  it("are named together where they are missing, and the lines for pveum suffice", async () => {
    await bench.asToken();
    const { error } = await bench.run(objects);
    expect(error).toMatch(/^ci@pve!deploy lacks these rights on host3:$/m);
    for (const right of [
      "Realm.AllocateUser on /access/realm/pve",
      "User.Modify on /access/groups",
      "Sys.Modify on /access",
      "Permissions.Modify on /",
      "Permissions.Modify on /pool/lab",
      "Sys.Audit on /access",
    ]) {
      expect(error.split("\n")).toContain(`  ${right}`);
    }
    expect(bench.writes()).toEqual([]);
    await asAdministrator((client) => paste(client, pveumLines(error)));
    expectGreen(await bench.run(objects));
    expectGreen(await bench.run([USER, ROLE, { ...SEPARATED, rotation: "2", issue: "12" }, ACL, TOKEN_ACL]));
    expect((await bench.remove(objects)).map(({ did }) => did)).not.toContain("kept");
    expect(bench.pve.acl.some((entry) => entry.includes("opentofu"))).toBe(false);
  });

  it("that let it look are needed in any case, and nothing is taken for gone without them", async () => {
    const before = { deployed: deployed([`token ${FULL_TOKENID}`], "11") };
    expectGreen(await bench.run(ALL));
    await bench.asToken();
    const { error } = await bench.run([TOKEN], before);
    expect(error).toMatch(/^ci@pve!deploy lacks these rights on host3:\n {2}User\.Modify on/);
    expect(error).not.toContain("gone");
  });

  it("are needed for what changes only", async () => {
    await bench.run([USER, ROLE, ACL]);
    await bench.asToken();
    await grant("looker", "Sys.Audit", "/");
    const looker = await bench.run([USER, ROLE, ACL]);
    expect(looker).toEqual({ said: [], warned: [], error: "" });
    const { error } = await bench.run([USER, { ...ROLE, privileges: { list: [] } }, ACL]);
    expect(error).toMatch(/lacks these rights on host3:\n {2}Sys\.Modify on \/access\n/);
  });
});

it("tells everything that stands in the way at once", async () => {
  await bench.root("POST", "/access/users", { userid: USER.userid });
  const { error } = await bench.run([
    USER,
    { ...USER, userid: "ci@pven" },
    { ...ROLE, privileges: { list: ["VM.Auditt"] } },
    on("/pool/labs"),
  ]);
  expect(error.split("\n")).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/has no realm pven/),
      expect.stringMatching(/has no pool labs/),
      "user opentofu@pve exists and is not ours on host3.",
      expect.stringMatching(
        /^host3: role opentofu-role: PVE 9\S+ does not know VM\.Auditt \(use VM\.Audit\)/,
      ),
    ]),
  );
});

it("shows the version that a server tells on one line, without what a terminal would obey", async () => {
  bench.simulator.faults.on(
    { path: "/version" },
    {
      reply: {
        status: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ data: { version: "9.2\u001b[2J\n\u202ex" } }),
      },
    },
  );
  const { error } = await bench.run([{ ...ROLE, privileges: { list: ["VM.Monitor"] } }]);
  expect(error).toMatch(/PVE 9\.2\uFFFD\[2J\uFFFD+x does not know VM\.Monitor/);
});

async function grant(roleid: string, privs: string, path: string): Promise<void> {
  await bench.root("POST", "/access/roles", { roleid, privs });
  await bench.root("PUT", "/access/acl", { path, roles: roleid, users: "ci@pve" });
}

async function asAdministrator(use: Parameters<Bench["connected"]>[0]): Promise<void> {
  const token = bench.environment["PROXMOX_VE_API_TOKEN"];
  delete bench.environment["PROXMOX_VE_API_TOKEN"];
  await bench.connected(use);
  bench.environment["PROXMOX_VE_API_TOKEN"] = token;
}
