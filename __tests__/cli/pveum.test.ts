import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { loadConfiguration } from "../../configuration";
import { ProxmoxAccess, ProxmoxBootstrapStack, ProxmoxCluster } from "../../constructs";
import { paste } from "../support/pve/pveum";
import { onFreshNodes, printed } from "./printed";

const folder = mkdtempSync(join(tmpdir(), "pveum-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `cdktf synth` writes of a configuration. */
function synthesized(proxmox: unknown): string {
  const outdir = mkdtempSync(join(folder, "out-"));
  const app = new App({ outdir });
  new ProxmoxBootstrapStack(app, "proxmox-access", loadConfiguration(proxmox));
  app.synth();
  return outdir;
}

onFreshNodes((node, pve) => {
  test("pveum of several identities", async () => {
    const identities = {
      plan: { profile: "plan-readonly" },
      csi: { profile: "kubernetes-csi", parameters: { pool: "lab", storage: ["local"] } },
    };
    const token = { rotation: "2", keep: ["1"], expires: "2099-12-31", comment: "it's $(mine)" };
    const clusters = {
      a: { endpoint: "https://a", user: { enable: false, email: "a@b.org" }, token, identities },
    };
    const output = synthesized({ clusters });
    await paste(node().root, printed("pveum", "--output", output, "--pve", pve).lines);
    expect(
      node()
        .simulator.snapshot()
        .tokens.map(({ fullTokenid }) => fullTokenid),
    ).toEqual([
      "csi@pve!csi-token",
      "opentofu@pve!opentofu-token",
      "opentofu@pve!opentofu-token-2",
      "plan@pve!plan-token",
    ]);
  });

  test("pveum", async () => {
    const output = synthesized({
      clusters: { a: { endpoint: "https://a", token: { privilegeSeparation: true } } },
    });
    await paste(node().root, printed("pveum", "--output", output, "--pve", pve).lines);
    const { tokens, acl } = node().simulator.snapshot();
    expect(tokens.map(({ fullTokenid }) => fullTokenid)).toEqual(["opentofu@pve!opentofu-token"]);
    expect(acl.map(({ type }) => type)).toEqual(["user", "token"]);
  });
});

test("pveum prints the set-up of each cluster of the configuration", () => {
  const output = synthesized({
    clusters: {
      host3: {
        endpoint: "https://host3:8006",
        pveVersion: "8.4",
        user: { userid: "tf@pve", comment: "it's ours; $(reboot)", enable: false },
        role: { roleid: "small", privileges: ["VM.Audit"] },
        acl: [{ path: "/pool/lab", propagate: false }],
        token: { privilegeSeparation: true, expires: "2030-12-31", rotation: 2, keep: [] },
      },
      nuc: {
        endpoint: "https://nuc:8006",
        identities: { plan: { privileges: ["VM.Audit"], acl: [{ path: "/vms" }] } },
      },
    },
  });
  expect(printed("pveum", "host3", "--output", output, "--pve", "9").lines).toEqual([
    "pveum user add tf@pve --comment 'it'\\''s ours; $(reboot)' --enable 0",
    "pveum role add small --privs VM.Audit",
    "pveum user token add tf@pve opentofu-token-2 --privsep 1 --expire 1924905600",
    "pveum acl modify /pool/lab --tokens 'tf@pve!opentofu-token-2' --roles small --propagate 0",
    "pveum acl modify /pool/lab --users tf@pve --roles small --propagate 0",
  ]);
  expect(printed("pveum", "nuc", "--output", output, "--pve", "9").lines.slice(-4)).toEqual([
    "pveum user add plan@pve",
    "pveum role add plan-role --privs VM.Audit",
    "pveum user token add plan@pve plan-token --privsep 0",
    "pveum acl modify /vms --users plan@pve --roles plan-role --propagate 1",
  ]);
});

test("pveum prints nothing that would make what exists already, or twice", () => {
  const user = { existing: "jane@ad" };
  const output = synthesized({
    clusters: {
      a: {
        endpoint: "https://a",
        user,
        role: { existing: "PVEAuditor" },
        identities: {
          ci: { user, privileges: ["VM.Audit"], token: { privilegeSeparation: true } },
          like: { user, acl: [] },
          shared: { user: { groups: ["team", "staff"] }, privileges: ["VM.Audit"] },
          more: { user: { userid: "shared@pve" }, acl: [] },
        },
        groups: { team: { comment: "Lab", role: { existing: "PVEVMUser" }, acl: [{ path: "/vms" }] } },
      },
    },
  });
  expect(printed("pveum", "--output", output, "--pve", "9").lines).toEqual([
    "pveum group add team --comment Lab",
    "pveum user add shared@pve --groups staff,team",
    "pveum role add ci-role --privs VM.Audit",
    "pveum role add shared-role --privs VM.Audit",
    "pveum user token add jane@ad ci-token --privsep 1",
    "pveum user token add jane@ad like-token --privsep 0",
    "pveum user token add jane@ad opentofu-token --privsep 0",
    "pveum user token add shared@pve more-token --privsep 0",
    "pveum user token add shared@pve shared-token --privsep 0",
    "pveum acl modify / --users jane@ad --roles PVEAuditor --propagate 1",
    "pveum acl modify / --tokens 'jane@ad!ci-token' --roles ci-role --propagate 1",
    "pveum acl modify / --users shared@pve --roles shared-role --propagate 1",
    "pveum acl modify /vms --groups team --roles PVEVMUser --propagate 1",
  ]);
});

test("pveum asks for a version only where profiles depend on it", () => {
  const host3 = { endpoint: "https://host3:8006" };
  const resolved = ["--output", synthesized({ clusters: { host3: { ...host3, pveVersion: "9.2" } } })];
  const listed = [
    "--output",
    synthesized({ clusters: { host3: { ...host3, role: { privileges: ["VM.Audit"] } } } }),
  ];
  const open = ["--output", synthesized({ clusters: { host3 } })];
  expect(printed("pveum", ...resolved).lines).toEqual(printed("pveum", ...open, "--pve", "9.2").lines);
  expect(printed("pveum", ...listed).lines).toContain("pveum role add opentofu-role --privs VM.Audit");
  expect(printed("pveum", ...open).error).toMatch(
    /role opentofu-role depend on the version of PVE; .* --pve 9\./,
  );
  expect(printed("pveum", "host4", ...open).error).toMatch(/"host4" is no .*did you mean host3\?/);
});

test("pveum prints what a program describes itself", () => {
  const outdir = mkdtempSync(join(folder, "out-"));
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "lab");
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint: "https://host3:8006" });
  new ProxmoxAccess(stack, "access", { cluster, role: { privileges: ["VM.Audit"] }, acl: ["/vms"] });
  app.synth();
  expect(printed("pveum", "--output", outdir).lines).toEqual([
    "pveum user add opentofu@pve",
    "pveum role add opentofu-role --privs VM.Audit",
    "pveum user token add opentofu@pve opentofu-token --privsep 0",
    "pveum acl modify /vms --users opentofu@pve --roles opentofu-role --propagate 1",
  ]);
});

test("pveum needs what was synthesized", () => {
  const { lines, error } = printed("pveum", "--output", join(folder, "missing"));
  expect(error).toMatch(/missing describes no cluster\. Run `npx cdktf synth` first/);
  expect(lines).toEqual([]);
});
