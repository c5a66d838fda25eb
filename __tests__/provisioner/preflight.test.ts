/** `preflight`: what would be refused stops before anything is lost, and what is described no longer is taken away. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { KEPT, type ObjectSpec } from "../../pve/spec";
import { ACL, ALL, FULL_TOKENID, OTHER_STATE, ROLE, TOKEN, USER, mark } from "../pve/reconcile/objects";
import { pveCall } from "../support/pve/pve-call";
import { beyondFresh } from "../support/pve/pve-state";
import { Bench, expectGreen } from "./bench";

const BOTH = { host3: ALL, nuc: ALL };
const MORE: ObjectSpec = { ...ROLE, privileges: { list: ["VM.Audit", "VM.Backup", "VM.Clone"] } };
const CHANGED = [USER, MORE, TOKEN, ACL];
const EMPTY = { users: {}, roles: {}, tokens: {}, acl: [] };

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start(["host3", "nuc"]);
});
beforeEach(() => bench.begin());
afterEach(() => bench.end());
afterAll(() => bench.stop());

const note = () => JSON.parse(readFileSync(".run/settled.json", "utf8")) as Record<string, string>;
const pve = (key: string) => beyondFresh(bench.at(key));

describe("before a change", () => {
  it("asks the clusters that change, and changes nothing", async () => {
    await bench.deploy(BOTH);
    const before = pve("host3");
    const settled = bench.settled(BOTH);
    expect(await bench.preflight(settled, bench.describe({ host3: CHANGED, nuc: ALL }))).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    expect(bench.requests("host3").filter((request) => !request.startsWith("GET "))).toEqual([
      "POST /access/ticket",
    ]);
    expect(bench.requests("nuc")).toEqual([]);
    expect(pve("host3")).toEqual(before);
    expect(note()).toEqual(settled);
  });

  it("asks nothing of what another cluster is like that is down", async () => {
    await bench.deploy(BOTH);
    bench.takeDown("nuc");
    expectGreen(await bench.preflight(bench.settled(BOTH), bench.describe({ host3: CHANGED, nuc: ALL })));
  });

  it("asks a cluster that is reconciled on each deploy, and one that is reached otherwise", async () => {
    await bench.deploy(BOTH);
    const description = bench.describe(BOTH);
    const { host3, nuc } = description.clusters;
    const always = { host3: { ...host3!, reconcile: "always" as const }, nuc: nuc! };
    expectGreen(await bench.preflight(bench.settled(BOTH), bench.describe(BOTH, { clusters: always })));
    expect([bench.requests("host3").length > 0, bench.requests("nuc").length]).toEqual([true, 0]);
    const moved = {
      host3: host3!,
      nuc: { ...nuc!, cluster: { ...nuc!.cluster, endpoint: `${nuc!.cluster.endpoint}/` } },
    };
    expectGreen(await bench.preflight(bench.settled(BOTH), bench.describe(BOTH, { clusters: moved })));
    expect([bench.requests("host3").length, bench.requests("nuc").length > 0]).toEqual([0, true]);
  });

  it("takes a rotation, which Terraform names the issue of later, for no change of its own", async () => {
    await bench.deploy({ host3: ALL });
    const rotated = [USER, ROLE, { ...TOKEN, rotation: "2", issue: "12" }, ACL];
    expectGreen(await bench.preflight(bench.settled({ host3: ALL }), bench.describe({ host3: rotated })));
    expect(bench.requests()).not.toEqual([]);
    expect(pve("host3").tokens[FULL_TOKENID]?.comment).toContain("issue 11");
  });

  it("stops a first use of keep that would end the token in use, and no other one", async () => {
    const kept = (tokenid: string, issue: string): ObjectSpec => ({
      ...TOKEN,
      tokenid,
      rotation: KEPT,
      issue,
    });
    const [first, second] = [kept(TOKEN.tokenid, "11"), kept(`${TOKEN.tokenid}-2`, "12")];
    await bench.deploy({ host3: ALL });
    const refused = await bench.preflight(
      bench.settled({ host3: ALL }),
      bench.describe({ host3: [USER, ROLE, second, ACL] }),
    );
    expect(refused.err).toMatch(
      /token opentofu@pve!opentofu-token on host3 may be in use.*Put "1" into `keep`/s,
    );
    expect(Object.keys(pve("host3").tokens)).toEqual([FULL_TOKENID]);
    expectGreen(
      await bench.preflight(
        bench.settled({ host3: ALL }),
        bench.describe({ host3: [USER, ROLE, first, second, ACL] }),
      ),
    );
    expect(Object.keys(pve("host3").tokens)).toEqual([FULL_TOKENID]);
    // Kept until now, it is taken out of keep.
    const before = bench.settled({ host3: [USER, ROLE, first, ACL] });
    expectGreen(await bench.preflight(before, bench.describe({ host3: [USER, ROLE, second, ACL] })));
    expect(pve("host3").tokens).toEqual({});
  });

  it("lets keep be used when the token from before it is gone already", async () => {
    await bench.deploy({ host3: ALL });
    await pveCall(bench.at("host3"), "DELETE", `/access/users/${USER.userid}/token/${TOKEN.tokenid}`);
    const second: ObjectSpec = { ...TOKEN, tokenid: `${TOKEN.tokenid}-2`, rotation: KEPT, issue: "12" };
    expectGreen(
      await bench.preflight(
        bench.settled({ host3: ALL }),
        bench.describe({ host3: [USER, ROLE, second, ACL] }),
      ),
    );
  });

  it("tells the faults of all clusters together, each with its cluster", async () => {
    await bench.deploy(BOTH);
    for (const key of ["host3", "nuc"]) {
      await pveCall(bench.at(key), "POST", "/access/users", { userid: "else@pve" });
      await pveCall(bench.at(key), "PUT", "/access/acl", {
        path: "/vms",
        roles: ROLE.roleid,
        users: "else@pve",
      });
    }
    const twice = await bench.preflight(
      bench.settled(BOTH),
      bench.describe({ host3: CHANGED, nuc: CHANGED }),
    );
    expect(twice.code).toBe(1);
    for (const key of ["host3", "nuc"])
      expect(twice.err).toMatch(
        new RegExp(`role opentofu-role on ${key} is held by others too \\(user else@pve`),
      );
    expect(existsSync(".run/settled.json")).toBe(false);

    bench.takeDown("nuc");
    const { err } = await bench.preflight(
      bench.settled(BOTH),
      bench.describe({ host3: CHANGED, nuc: CHANGED }),
    );
    expect(err).toMatch(/on host3 is held by others/);
    expect(err).toMatch(/^nuc: POST \/access\/ticket at https:/m);
  });

  it("refuses a description that was written anew since the plan", async () => {
    await bench.deploy({ host3: ALL });
    const planned = bench.describe({ host3: ALL });
    bench.describe({ host3: [USER] });
    const { code, err } = await bench.preflight(bench.settled({ host3: ALL }), planned);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(
        /^Error: access: the stack was synthesized anew since this plan was made.*Deploy again\.$/,
      ),
    });
    expect(bench.requests()).toEqual([]);
    expect(pve("host3").tokens).not.toEqual({});
  });
});

describe("what is described no longer", () => {
  it("is taken away, said, and noted for those who come after", async () => {
    await bench.deploy({ host3: [...ALL, { ...ACL, path: "/vms" }] });
    const settled = bench.settled({ host3: [...ALL, { ...ACL, path: "/vms" }] });
    const { out, err } = await bench.preflight(settled, bench.describe({ host3: ALL }));
    expect({ out, err }).toEqual({
      out: "host3  acl /vms opentofu-role user opentofu@pve: deleted",
      err: "",
    });
    expect(pve("host3").acl).toEqual(["/ opentofu-role user opentofu@pve 1"]);
    expect(JSON.parse(readFileSync(".run/host3/gone.json", "utf8"))).toEqual([
      "acl /vms opentofu-role user opentofu@pve",
    ]);
    expect(note()).toEqual(bench.settled({ host3: ALL }));
  });

  it("may be a whole cluster", async () => {
    await bench.deploy(BOTH);
    const { code, out } = await bench.preflight(bench.settled(BOTH), bench.describe({ host3: ALL }));
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "nuc  acl / opentofu-role user opentofu@pve: deleted",
      "nuc  token opentofu@pve!opentofu-token: deleted",
      "nuc  role opentofu-role: deleted",
      "nuc  user opentofu@pve: deleted",
    ]);
    expect(pve("nuc")).toEqual(EMPTY);
    expect(bench.requests("host3")).toEqual([]);
  });

  it("stays where it was there before or is to be retained, and that is said", async () => {
    const kept: ObjectSpec = { ...ACL, path: "/vms", removalPolicy: "retain" };
    await bench.deploy({ host3: [...ALL, kept] });
    const origins = { [`role ${ROLE.roleid}`]: "there" as const };
    const settled = bench.settled({ host3: [...ALL, kept] }, origins);
    const { code, err } = await bench.preflight(settled, bench.describe({ host3: [USER, TOKEN] }));
    expect(code).toBe(0);
    expect(err.split("\n").toSorted()).toEqual([
      "Warning: host3  acl /vms opentofu-role user opentofu@pve is kept: removalPolicy is `retain`.",
      "Warning: host3  role opentofu-role is kept: it was there before this set-up.",
    ]);
    expect(pve("host3").acl).toEqual(["/vms opentofu-role user opentofu@pve 1"]);
  });

  it("stays where another state has taken it over, also on a machine that nothing was deployed from", async () => {
    await bench.deploy({ host3: ALL });
    const token = `/access/users/${USER.userid}/token/${TOKEN.tokenid}`;
    await pveCall(bench.at("host3"), "PUT", `/access/users/${USER.userid}`, {
      comment: mark({ state: OTHER_STATE }),
    });
    await pveCall(bench.at("host3"), "PUT", token, { comment: mark({ state: OTHER_STATE, issue: "21" }) });
    rmSync(".run", { recursive: true });
    const before = pve("host3");
    const { code, err } = await bench.preflight(bench.settled({ host3: ALL }), bench.describe({}));
    expect(code).toBe(0);
    expect(err).toContain(`token ${FULL_TOKENID} is kept`);
    expect(pve("host3")).toEqual(before);
  });

  it("stays everywhere as long as anything stands in the way", async () => {
    await bench.deploy(BOTH);
    await pveCall(bench.at("nuc"), "POST", "/access/users", { userid: "ci@pve" });
    const refused = [...ALL, { ...USER, userid: "ci@pve" }];
    const { code, out } = await bench.preflight(
      bench.settled(BOTH),
      bench.describe({ host3: [USER], nuc: refused }),
    );
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(Object.keys(pve("host3").tokens)).toEqual([FULL_TOKENID]);
  });
});
