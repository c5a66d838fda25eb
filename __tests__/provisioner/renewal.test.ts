/** `preflight` before a renewal: the description is as it was, and only what the state holds tells that one is due. */
import { KEPT, type TokenSpec } from "../../pve/spec";
import { ACL, ALL, FULL_TOKENID, ROLE, TOKEN, USER } from "../pve/reconcile/objects";
import { pveCall } from "../support/pve/pve-call";
import { beyondFresh } from "../support/pve/pve-state";
import { Bench, expectGreen } from "./bench";

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const token = (days: number, more: Partial<TokenSpec> = {}): TokenSpec => {
  const term = { expires: "90d", rotateBefore: "14d", since: ago(days), renewed: "0" };
  return { ...TOKEN, ...term, ...more };
};
const having = (one: TokenSpec) => ({ host3: [USER, ROLE, one, ACL], nuc: ALL });

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start(["host3", "nuc"]);
});
beforeEach(() => bench.begin());
afterEach(() => bench.end());
afterAll(() => bench.stop());

/** What is asked of the clusters when such a token is deployed, and described, and something is replaced. */
async function asked(deployed: TokenSpec, described = deployed): Promise<readonly string[]> {
  const settled = bench.settled(having(deployed));
  expectGreen(await bench.preflight(settled, bench.describe(having(described))));
  return ["host3", "nuc"].filter((key) => bench.requests(key).length > 0);
}

it("looks only at the cluster whose token is renewed, however the others are", async () => {
  await bench.deploy(having(token(80)));
  bench.takeDown("nuc");
  const before = beyondFresh(bench.at("host3"));
  expect(await asked(token(80))).toEqual(["host3"]);
  expect(beyondFresh(bench.at("host3"))).toEqual(before);
});

it("counts what the plan counts", async () => {
  await bench.deploy(having(token(160)));
  const both = ["host3", "nuc"];
  expect(await asked(token(75))).toEqual(both);
  expect(await asked(token(80, { renewed: "1" }))).toEqual(both);
  expect(await asked(token(160, { renewed: "1" }))).toEqual(["host3"]);
});

it("stops a renewal that would be refused", async () => {
  await bench.deploy(having(token(80)));
  const pve = bench.at("host3");
  await pveCall(pve, "POST", "/access/users", { userid: "else@pve" });
  await pveCall(pve, "PUT", "/access/acl", { path: "/vms", roles: ROLE.roleid, users: "else@pve" });
  await pveCall(pve, "PUT", `/access/roles/${ROLE.roleid}`, { privs: "VM.Audit" });
  const settled = bench.settled(having(token(80)));
  const refused = await bench.preflight(settled, bench.describe(having(token(80))));
  expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/role opentofu-role .*else@pve/)]);
});

it("makes a token anew that was deleted by hand, as another rotation does", async () => {
  await bench.deploy(having(token(80)));
  await pveCall(bench.at("host3"), "DELETE", `/access/users/${USER.userid}/token/${TOKEN.tokenid}`);
  expect(await asked(token(80))).toEqual(["host3"]);
  const again = token(80, { renewed: "1", issue: "12" });
  expectGreen(await bench.reconcile([USER, ROLE, again, ACL]));
  expect(beyondFresh(bench.at("host3")).tokens[FULL_TOKENID]?.comment).toContain("issue 12");
});

it("gives up a cluster that is gone for good: it may be a destroy", async () => {
  await bench.deploy(having(token(80)));
  bench.takeDown("host3");
  const settled = bench.settled(having(token(80)));
  const description = bench.describe(having(token(80)));
  expect((await bench.preflight(settled, description)).err).toMatch(/PROXMOX_VE_HOST3_UNREACHABLE=forget/);
  bench.environment["PROXMOX_VE_HOST3_UNREACHABLE"] = "forget";
  expectGreen(await bench.preflight(settled, description));
});

it("keeps the secret where keep is used from now on", async () => {
  await bench.deploy(having(token(80, { renewed: "1" })));
  const { tokenid } = TOKEN;
  const kept: TokenSpec = { kind: "token", userid: USER.userid, tokenid, privsep: false, rotation: KEPT };
  await pveCall(bench.at("host3"), "DELETE", `/access/users/${USER.userid}/token/${tokenid}`);
  const settled = bench.settled(having(token(80, { renewed: "1" })));
  const { err } = await bench.preflight(settled, bench.describe(having(kept)));
  expect(err).toMatch(/is gone from host3/);
});
