/** `preflight`: a login that may not do what is to be done stops before anything is lost, on any cluster. */
import { type ObjectSpec } from "../../pve/spec";
import { ACL, ALL, ROLE, TOKEN, USER } from "../pve/reconcile/objects";
import { pveCall } from "../support/pve/pve-call";
import { beyondFresh } from "../support/pve/pve-state";
import { Bench } from "./bench";

const BOTH = { host3: ALL, nuc: ALL };
const MORE: ObjectSpec = { ...ROLE, privileges: { list: ["VM.Audit", "VM.Backup", "VM.Clone"] } };
const CHANGED = [USER, MORE, TOKEN, ACL];
const LEAVING: ObjectSpec = { ...USER, userid: "leaving@pve" };

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start(["host3", "nuc"]);
});
beforeEach(() => bench.begin());
afterEach(() => {
  delete bench.environment["PROXMOX_VE_NUC_API_TOKEN"];
  bench.end();
});
afterAll(() => bench.stop());

/** On cluster nuc later calls log in with a token that has what its user is given. */
async function asTokenOnNuc(): Promise<void> {
  await pveCall(bench.at("nuc"), "POST", "/access/users", { userid: "ci@pve" });
  const path = "/access/users/ci@pve/token/deploy";
  const { value } = (await pveCall(bench.at("nuc"), "POST", path, { privsep: "0" })) as { value: string };
  bench.environment["PROXMOX_VE_NUC_API_TOKEN"] = `ci@pve!deploy=${value}`;
}

it("names the rights that a login lacks, with the cluster", async () => {
  await bench.deploy(BOTH);
  await asTokenOnNuc();
  const changed = await bench.preflight(
    bench.settled(BOTH),
    bench.describe({ host3: CHANGED, nuc: CHANGED }),
  );
  const destroyed = await bench.preflight(bench.settled(BOTH), bench.describe(BOTH));
  for (const { code, err } of [changed, destroyed]) {
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: access: ci@pve!deploy lacks these rights on nuc:$/m);
    for (const right of ["Sys.Audit on /access", "Permissions.Modify on /"])
      expect(err.split("\n")).toContain(`  ${right}`);
    // What a login may not see is not gone.
    expect(err).not.toContain("token.rotation");
  }
});

it("counts what is described no longer, unless that stays anyway", async () => {
  const before = { host3: [...ALL, LEAVING], nuc: [...ALL, LEAVING] };
  await bench.deploy(before);
  await asTokenOnNuc();
  await pveCall(bench.at("nuc"), "POST", "/access/roles", { roleid: "look", privs: "Sys.Audit" });
  await pveCall(bench.at("nuc"), "PUT", "/access/acl", { path: "/access", roles: "look", users: "ci@pve" });
  const { code, out, err } = await bench.preflight(bench.settled(before), bench.describe(BOTH));
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/ci@pve!deploy lacks these rights on nuc:\n[^]* User\.Modify on \/access\/groups\n/);
  for (const key of ["host3", "nuc"])
    expect(Object.keys(beyondFresh(bench.at(key)).users)).toContain("leaving@pve");
  const retained = { ...before, nuc: [...ALL, { ...LEAVING, removalPolicy: "retain" as const }] };
  const kept = await bench.preflight(bench.settled(retained), bench.describe(BOTH));
  expect(kept.code).toBe(0);
  expect(kept.err).toContain("nuc  user leaving@pve is kept: removalPolicy is `retain`");
});
