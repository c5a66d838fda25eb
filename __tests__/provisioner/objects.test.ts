import type { ObjectSpec } from "../../pve/spec";
import { ACL, type Bench, MARK, ROLE, TOKEN, USER, expectGreen, startBench } from "./bench";

describe.each(["7.4", "8.4", "9.2"] as const)("objects on PVE %s", (pve) => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench(pve);
  });

  afterEach(() => bench.simulator.stop());

  /** The requests that changed something since the last look. */
  function writes(): string[] {
    const found = bench.simulator.requests.filter(
      ({ method, path }) => method !== "GET" && !path.endsWith("/ticket"),
    );
    bench.simulator.clearRequests();
    return found.map(({ method, path }) => `${method} ${path.replace("/api2/json", "")}`);
  }

  async function root(method: "POST" | "PUT", path: string, params: Record<string, string | number>) {
    await (await bench.login())[method === "POST" ? "post" : "put"](path, params);
    bench.simulator.clearRequests();
  }

  it("are created once, and then are as wanted", async () => {
    for (const object of [USER, ROLE, ACL]) {
      expect((await bench.claim(object)).out).toMatch(/not there yet/);
      expect((await bench.ensure(object)).out).toMatch(/^created /);
      expect((await bench.claim(object)).out).toMatch(/is there/);
      expect((await bench.ensure(object)).out).toMatch(/is as wanted$/);
    }
    expect(writes()).toEqual(["POST /access/users", "POST /access/roles", "PUT /access/acl"]);
    expect(JSON.stringify(bench.simulator.snapshot())).toContain(`For OpenTofu ${MARK}`);
  });

  it("are changed in place, and only where they differ", async () => {
    await bench.prepare();
    const changed: readonly [ObjectSpec, RegExp][] = [
      [
        { ...USER, email: "a@example.org", expire: 4102444800 },
        /^updated user \S+ on host3 \(email, expire\)$/,
      ],
      [{ ...USER, comment: "", enable: false }, /\(comment, email, enable, expire\)$/],
      [{ ...ROLE, privileges: { list: ["VM.Audit", "VM.Allocate"] } }, /\(privs\)$/],
      [{ ...ROLE, privileges: { list: [] } }, /\(privs\)$/],
      [{ ...ACL, propagate: false }, /\(propagate\)$/],
    ];
    for (const [object, said] of changed) {
      expect((await bench.ensure(object)).out).toMatch(said);
      expect((await bench.ensure(object)).out).toMatch(/is as wanted$/);
    }
  });

  it("are refused with the difference if they are not ours, before and after the claim", async () => {
    await root("POST", "/access/users", { userid: USER.userid, comment: "by hand", email: "a@example.org" });
    await root("POST", "/access/roles", { roleid: ROLE.roleid, privs: "VM.Audit,VM.Console" });
    await root("PUT", "/access/acl", { path: "/", roles: ROLE.roleid, users: USER.userid, propagate: 0 });
    const refusals: readonly [ObjectSpec, RegExp][] = [
      [
        USER,
        /comment: wanted "For OpenTofu", there is "by hand"\n.*email: wanted "", there is "a@example.org"/,
      ],
      [ROLE, /privileges: lacks VM.Clone; has beyond what is wanted VM.Console/],
      [ACL, /propagate: wanted true, there is false/],
    ];
    for (const [object, difference] of refusals) {
      const { code, out, err } = await bench.claim(object);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(/^Error: access\/host3\/thing: .* on host3\./);
      expect(err).toMatch(difference);
      expect(err).toContain("adopt: true");
    }
    expect(writes()).toEqual([]);
  });

  it("are adopted on request, and an adopted object is retained", async () => {
    await root("POST", "/access/users", { userid: USER.userid, comment: "by hand" });
    await root("POST", "/access/roles", { roleid: ROLE.roleid, privs: "VM.Audit" });
    for (const object of [USER, ROLE]) {
      expectGreen(await bench.claim(object, { adopt: true }));
      expect((await bench.ensure(object, { adopt: true })).out).toMatch(/^updated /);
      const { code, out, err } = await bench.delete(object, { adopt: true });
      expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^kept /) });
      expect(err).toMatch(/^Warning: .* is kept: /);
    }
    expect((await bench.delete(USER)).out).toMatch(/^kept /);
    expect((await bench.delete(USER, { adopt: true, removalPolicy: "delete" })).out).toMatch(/^deleted /);
    expect((await bench.delete(ROLE, { adopt: true, removalPolicy: "delete" })).out).toMatch(/^deleted /);
  });

  it("of another stack are left alone", async () => {
    expectGreen(await bench.ensure(USER, { owner: "other/host3" }));
    writes();
    expect((await bench.claim(USER)).err).toMatch(/belongs to other\/host3/);
    expect((await bench.ensure(USER)).err).toMatch(/belongs to other\/host3/);
    expect((await bench.delete(USER)).out).toMatch(/^kept /);
    expect(writes()).toEqual([]);
  });

  it("get their settings and our mark back when they were changed by hand", async () => {
    await bench.prepare();
    await root("PUT", `/access/users/${USER.userid}`, { comment: "by hand" });
    await root("PUT", `/access/roles/${ROLE.roleid}`, { privs: "VM.Console" });
    expect((await bench.ensure(USER)).out).toMatch(/^updated .*\(comment\)$/);
    expect((await bench.ensure(ROLE)).out).toMatch(/^updated .*\(privs\)$/);
    expect((await bench.claim(USER)).out).toMatch(/is there/);
  });

  it("are deleted once, and then are gone", async () => {
    await bench.prepare();
    for (const object of [ACL, USER, ROLE]) {
      expect((await bench.delete(object)).out).toMatch(/^deleted /);
      expectGreen(await bench.delete(object));
    }
    expect((await bench.delete(TOKEN)).out).toMatch(/is already gone$/);
    const { users, roles, acl } = bench.simulator.snapshot();
    expect(JSON.stringify([users, roles, acl])).not.toContain("opentofu");
  });

  it("are kept as long as something of others depends on them", async () => {
    await bench.prepare();
    await root("POST", "/access/users", { userid: "else@pve" });
    await root("PUT", "/access/acl", { path: "/vms", roles: ROLE.roleid, users: "else@pve" });
    await root("POST", `/access/users/${USER.userid}/token/other`, {});
    expectGreen(await bench.delete(ACL));
    expect((await bench.delete(ROLE)).err).toMatch(
      /still used by ACL entry \/vms opentofu-role for user else@pve/,
    );
    expect((await bench.delete(USER)).err).toMatch(/has tokens that we did not make: other/);
    expect(writes()).toEqual(["PUT /access/acl"]);
  });

  it("are never deleted if PVE brings them along or the user wants to retain them", async () => {
    await bench.prepare();
    const builtIn = { ...ROLE, roleid: "PVEAuditor" };
    expect((await bench.claim(builtIn, { adopt: true })).err).toMatch(/is built into PVE/);
    writes();
    expect((await bench.delete(builtIn, { removalPolicy: "delete" })).out).toMatch(/^kept /);
    expect((await bench.delete({ ...USER, userid: "root@pam" }, { removalPolicy: "delete" })).out).toMatch(
      /^kept /,
    );
    expect((await bench.delete(USER, { removalPolicy: "retain" })).out).toMatch(/^kept /);
    expect(writes()).toEqual([]);
  });

  it("end right when two provisioners make them at once", async () => {
    for (const object of [USER, ROLE, ACL]) {
      const both = await Promise.all([bench.ensure(object), bench.ensure(object)]);
      both.forEach(expectGreen);
    }
    const deletes = [ACL, USER, ROLE].map(
      (object) => () => Promise.all([bench.delete(object), bench.delete(object)]),
    );
    for (const both of deletes) (await both()).forEach(expectGreen);
  });
});

describe("an object whose connection is cut in the middle of a write", () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench("9.2");
  });

  afterEach(() => bench.simulator.stop());

  it.each(["request", "handled", "replied"] as const)("ends right all the same (%s)", async (at) => {
    for (const object of [USER, ROLE, ACL]) {
      for (const verb of ["ensure", "delete"] as const) {
        const path = object.kind === "acl" ? /\/access\/acl$/ : /\/access\/(users|roles)(\/.*)?$/;
        const remove = bench.simulator.faults.on(
          { method: methodOf(object, verb), path },
          { at, do: "cut", times: 1 },
        );
        expectGreen(await bench[verb](object));
        remove();
        if (verb === "ensure") expect((await bench.ensure(object)).out).toMatch(/is as wanted$/);
      }
      if (object.kind !== "acl") expectGreen(await bench.ensure(object));
    }
  });
});

function methodOf(object: ObjectSpec, verb: "ensure" | "delete"): string {
  if (object.kind === "acl") return "PUT";
  return verb === "ensure" ? "POST" : "DELETE";
}
