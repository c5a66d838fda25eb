/** `delete`: one object of a destroyed or replaced resource. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { ACL, ALL, ROLE, TOKEN, USER } from "../pve/reconcile/objects";
import { beyondFresh } from "../support/pve/pve-state";
import { Bench, expectGreen } from "./bench";

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start(["host3", "nuc"]);
});
beforeEach(async () => {
  bench.begin();
  await bench.deploy({ host3: ALL });
});
afterEach(() => bench.end());
afterAll(() => bench.stop());

const pve = () => beyondFresh(bench.at("host3"));

it("takes the object away and says so; one that is gone already is no error", async () => {
  for (const object of [ACL, TOKEN, ROLE, USER]) {
    expect((await bench.delete(object)).out).toMatch(/^host3 {2}\S+ .*: deleted$/);
    expect(await bench.delete(object)).toEqual({ code: 0, out: "", err: "" });
  }
  expect(pve()).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
});

it("keeps what was there before or is to be retained, and says why", async () => {
  const kept = await bench.delete(ACL, "automatic", "there");
  expect(kept).toEqual({
    code: 0,
    out: "",
    err: "Warning: host3  acl / opentofu-role user opentofu@pve is kept: it was there before this set-up.",
  });
  expect((await bench.delete(TOKEN, "retain")).err).toMatch(/is kept: removalPolicy is `retain`\.$/);
  expect((await bench.delete(ROLE)).err).toMatch(/is kept: it is still held by user opentofu@pve on \/\.$/);
  expect(Object.keys(pve().tokens)).toHaveLength(1);
});

it("leaves a user as long as a token of it is described, which another resource may stand for", async () => {
  const { code, err } = await bench.delete(USER, "delete");
  expect({ code, err }).toEqual({
    code: 0,
    err: "Warning: host3  user opentofu@pve is kept: its token opentofu@pve!opentofu-token is described.",
  });
  expect(Object.keys(pve().tokens)).toHaveLength(1);
  bench.describe({ host3: [] });
  expect((await bench.delete(USER)).out).toBe("host3  user opentofu@pve: deleted");
});

it("asks nobody about what the preflight has taken away, until a reconcile makes it again", async () => {
  const description = bench.describe({ host3: [USER, ROLE] });
  expectGreen(await bench.preflight(bench.settled({ host3: ALL }), description));
  bench.requests();
  expect(await bench.delete(TOKEN)).toEqual({ code: 0, out: "", err: "" });
  expect(bench.requests()).toEqual([]);
  expectGreen(await bench.reconcile());
  expect((await bench.delete(TOKEN)).out).toMatch(/: deleted$/);
});

it("takes away on another machine what another state of ours has made there", async () => {
  rmSync(".run", { recursive: true });
  for (const object of [ACL, TOKEN, ROLE, USER])
    expect((await bench.delete(object)).out).toMatch(/: deleted$/);
});

it("leaves what a state has made that was never deployed from here", async () => {
  writeFileSync(".run/states.txt", "7\n");
  for (const object of [ACL, TOKEN, ROLE, USER])
    expect((await bench.delete(object)).err).toMatch(/ is kept: /);
});

it("lets the end of the deploy look again, if no reconcile comes between", async () => {
  const { host3 } = bench.describe({ host3: ALL }).clusters;
  const always = bench.describe({}, { clusters: { host3: { ...host3!, reconcile: "always" } } });
  expectGreen(await bench.preflight(bench.settled({ host3: ALL }), always));
  await bench.delete(ACL);
  expect(JSON.parse(readFileSync(".run/host3/begun.json", "utf8"))).toEqual({
    cluster: bench.cluster("host3"),
    settings: {},
  });
  expect((await bench.finish({ host3: ALL })).out).toBe(
    "host3  acl / opentofu-role for opentofu@pve: granted",
  );
  expect(pve().acl).toHaveLength(1);
});

it("lets the end of the deploy look again where a run that was killed had been through, whose note stays", async () => {
  const more = [...ALL, { ...ACL, path: "/vms" }];
  expectGreen(await bench.preflight(bench.settled({ host3: ALL }), bench.describe({ host3: more })));
  expectGreen(await bench.reconcile(more));
  await bench.delete(ACL);
  expect((await bench.finish({ host3: ALL })).out.split("\n")).toEqual([
    "host3  acl / opentofu-role for opentofu@pve: granted",
    "host3  acl /vms opentofu-role user opentofu@pve: deleted",
  ]);
  expect(pve().acl).toHaveLength(1);
});

it("leaves no note in a destroy", async () => {
  await bench.delete(ACL);
  expect(existsSync(".run/host3/begun.json")).toBe(false);
});

it("fails at a cluster that cannot be reached, unless it was given up", async () => {
  bench.takeDown("host3");
  const { code, err } = await bench.delete(USER);
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringMatching(/^Error: access\/host3: .* set PROXMOX_VE_HOST3_UNREACHABLE=forget\.$/),
  });
  bench.environment["PROXMOX_VE_HOST3_UNREACHABLE"] = "forget";
  expect(await bench.delete(USER)).toEqual({
    code: 0,
    out: "",
    err: "Warning: host3 cannot be reached and was given up: if it ever comes back, these are still there: user opentofu@pve.",
  });
});
