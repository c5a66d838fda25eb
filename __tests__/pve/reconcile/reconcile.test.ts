/** A cluster is made as it is described, and only what differs is touched. */
import { type ObjectSpec, type RoleSpec, nameOf } from "../../../pve/spec";
import { Bench, expectGreen } from "./bench";
import { ACL, ALL, FULL_TOKENID, ROLE, SEPARATED, TOKEN, TOKEN_ACL, USER, deployed, mark } from "./objects";

const MADE = {
  users: {
    [USER.userid]: expect.objectContaining({ comment: `OpenTofu/Terraform ${mark()}`, enable: true }),
  },
  roles: { [ROLE.roleid]: ["VM.Audit", "VM.Clone"] },
  tokens: {
    [FULL_TOKENID]: { privsep: false, expire: 0, comment: `OpenTofu/Terraform ${mark({ issue: "11" })}` },
  },
  acl: [`/ ${ROLE.roleid} user ${USER.userid} 1`],
};

describe.each(["7.4", "8.4", "9.2"] as const)("a cluster with PVE %s", (pve) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve);
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  it("is made with one login, each look once and one write an object", async () => {
    expect(await bench.run(ALL)).toEqual({
      said: [
        "user opentofu@pve: created",
        "role opentofu-role: created with VM.Audit VM.Clone",
        "token opentofu@pve!opentofu-token: created",
        "acl / opentofu-role for opentofu@pve: granted",
      ],
      warned: [],
      error: "",
    });
    expect(bench.pve).toEqual(MADE);
    expect(bench.keeper.secrets.get("11")).toBe(bench.simulator.snapshot().tokens[0]?.secret);
    expect(bench.requests().toSorted()).toEqual([
      "GET /access/acl",
      "GET /access/groups",
      // The login's own rights, and the fresh token's.
      "GET /access/permissions",
      "GET /access/permissions",
      "GET /access/roles",
      "GET /access/users",
      "GET /version",
      "POST /access/roles",
      "POST /access/ticket",
      "POST /access/users",
      `POST /access/users/${USER.userid}/token/${TOKEN.tokenid}`,
      "PUT /access/acl",
    ]);
  });

  it("is left alone by a second run", async () => {
    await bench.run(ALL);
    bench.simulator.clearRequests();
    expect(await bench.run(ALL)).toEqual({ said: [], warned: [], error: "" });
    expect(bench.requests().toSorted()).toEqual([
      "GET /access/acl",
      "GET /access/groups",
      "GET /access/permissions",
      "GET /access/permissions",
      "GET /access/roles",
      "GET /access/users",
      "GET /version",
      "POST /access/ticket",
    ]);
  });

  it("is left alone by a second run with blanks around its texts too, which PVE drops", async () => {
    const group: ObjectSpec = { kind: "group", groupid: "lab", comment: " the lab" };
    const user: ObjectSpec = { ...USER, comment: " a  b ", firstname: " Jo", lastname: "Doe " };
    const objects = [group, user, ROLE, { ...TOKEN, comment: "  CI" }, ACL];
    expectGreen(await bench.run(objects));
    expect(await bench.run(objects)).toEqual({ said: [], warned: [], error: "" });
  });

  it("is changed in place, and only where it differs", async () => {
    await bench.run([...ALL, TOKEN_ACL]);
    const changes: readonly [ObjectSpec, string, string][] = [
      [
        { ...USER, email: "a@b.org", expires: "2100-01-01" },
        "user opentofu@pve: email, expire",
        "PUT /access/users/opentofu@pve",
      ],
      [
        { ...USER, comment: "CI", email: "", expires: "never" },
        "user opentofu@pve: comment, email, expire",
        "PUT /access/users/opentofu@pve",
      ],
      [
        { ...ROLE, privileges: { list: ["VM.Audit", "VM.Allocate"] } },
        "role opentofu-role: + VM.Allocate - VM.Clone",
        "PUT /access/roles/opentofu-role",
      ],
      [
        { ...ROLE, privileges: { list: [] } },
        "role opentofu-role: - VM.Allocate - VM.Audit",
        "PUT /access/roles/opentofu-role",
      ],
      [
        { ...ACL, propagate: false },
        "acl / opentofu-role for opentofu@pve: propagate false",
        "PUT /access/acl",
      ],
      [
        { ...TOKEN, comment: "CI", privsep: true, expires: "2100-01-01" },
        "token opentofu@pve!opentofu-token: comment, privsep, expire",
        `PUT /access/users/opentofu@pve/token/opentofu-token`,
      ],
    ];
    const secret = bench.simulator.snapshot().tokens[0]?.secret;
    let objects: readonly ObjectSpec[] = [...ALL, TOKEN_ACL];
    for (const [changed, said, write] of changes) {
      objects = objects.map((object) =>
        object.kind === changed.kind && !isTokenAcl(object) ? changed : object,
      );
      bench.simulator.clearRequests();
      expect(await bench.run(objects)).toEqual({ said: [said], warned: [], error: "" });
      expect(bench.writes()).toEqual([write]);
    }
    expect(bench.simulator.snapshot().tokens[0]?.secret).toBe(secret);
    expect(bench.pve.tokens[FULL_TOKENID]).toEqual({
      privsep: true,
      expire: 4102444800,
      comment: `CI ${mark({ issue: "11" })}`,
    });
  });

  it("keeps what is not described", async () => {
    await bench.run(ALL);
    await bench.root("POST", "/access/groups", { groupid: "admins" });
    await bench.root("PUT", `/access/users/${USER.userid}`, {
      email: "a@b.org",
      lastname: "Doe",
      groups: "admins",
    });
    await bench.root("PUT", "/access/acl", { path: "/vms", roles: "PVEAuditor", users: USER.userid });
    const { users, acl } = bench.pve;
    expectGreen(await bench.run([{ ...USER, firstname: "Jo" }, ROLE, TOKEN, ACL]));
    expect(bench.pve.users[USER.userid]).toEqual({ ...users[USER.userid], firstname: "Jo" });
    expect(bench.pve.acl).toEqual(acl);
  });

  it("comes back as it was described when others have changed it", async () => {
    await bench.run(ALL);
    await bench.root("PUT", `/access/users/${USER.userid}`, { enable: "0", comment: "by hand" });
    await bench.root("PUT", `/access/roles/${ROLE.roleid}`, { privs: "VM.Console" });
    await bench.root("PUT", "/access/acl", {
      path: "/",
      roles: ROLE.roleid,
      users: USER.userid,
      propagate: "0",
    });
    const token = `/access/users/${USER.userid}/token/${TOKEN.tokenid}`;
    await bench.root("PUT", token, { comment: "by hand", privsep: "1" });
    const before = { deployed: deployed(ALL.map(nameOf), "11") };
    expect(await bench.run([{ ...USER, enable: true, comment: "CI" }, ROLE, TOKEN, ACL], before)).toEqual({
      said: [
        "user opentofu@pve: comment, enable",
        "role opentofu-role: + VM.Audit + VM.Clone - VM.Console",
        "token opentofu@pve!opentofu-token: comment, privsep",
        "acl / opentofu-role for opentofu@pve: propagate true",
      ],
      warned: [],
      error: "",
    });
    expect(bench.pve).toMatchObject({ roles: MADE.roles, acl: MADE.acl });
    expect(bench.pve.tokens[FULL_TOKENID]?.comment).toBe(`by hand ${mark({ issue: "11" })}`);
    await bench.root("DELETE", `/access/roles/${ROLE.roleid}`);
    expect((await bench.run(ALL)).said).toHaveLength(2);
    expect(bench.pve).toMatchObject({ roles: MADE.roles, acl: MADE.acl });
  });

  it("gets entries of one role on one path in one call", async () => {
    const said = (await bench.run([USER, ROLE, SEPARATED, ACL, TOKEN_ACL])).said.slice(-2);
    expect(said).toEqual([
      "acl / opentofu-role for opentofu@pve: granted",
      "acl / opentofu-role for opentofu@pve!opentofu-token: granted",
    ]);
    expect(bench.writes().filter((write) => write === "PUT /access/acl")).toHaveLength(1);
    expect(bench.pve.acl).toHaveLength(2);
  });
});

describe("a profile that a version has no use for", () => {
  const source = { profiles: ["opentofu-vm"], add: [], remove: [], parameters: { bridge: ["vmbr0"] } };
  const on = { path: "/sdn/zones/localnetwork/vmbr0", propagate: true };
  const role: RoleSpec = { kind: "role", roleid: "net", privileges: { ...source, on } };
  const acl = { ...ACL, ...on, roleid: "net" };

  it("gets no role there, and its entry goes when a node was set back", async () => {
    const old = await Bench.start("7.4");
    try {
      await old.root("POST", "/access/users", { userid: USER.userid, comment: mark() });
      expect(await old.run([USER, role, acl])).toEqual({ said: [], warned: [], error: "" });
      await old.root("POST", "/access/roles", { roleid: "net", privs: "" });
      await old.root("PUT", "/access/acl", { path: "/vms", roles: "net", users: USER.userid });
      const below = {
        ...role,
        privileges: { ...source, on: { path: "/vms", propagate: true }, profiles: [] },
      };
      expect(await old.run([USER, below, { ...acl, path: "/vms" }])).toEqual({
        said: ["acl /vms net for opentofu@pve: taken away, since this version of PVE has no use for it"],
        warned: [],
        error: "",
      });
      expect(old.pve.acl).toEqual([]);
    } finally {
      await old.simulator.stop();
    }
    const bench = await Bench.start("9.2");
    try {
      expect((await bench.run([USER, role, acl])).said).toHaveLength(3);
      expect(bench.pve.roles["net"]).toContain("SDN.Use");
    } finally {
      await bench.simulator.stop();
    }
  });
});

function isTokenAcl(object: ObjectSpec): boolean {
  return object.kind === "acl" && object.subject.type === "token";
}
