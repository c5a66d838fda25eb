import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { pveumCommand } from "../../cli/pveum";
import { roleCommand } from "../../cli/role";
import { PROFILE_NAMES } from "../../pve/privileges";
import { type PveClient, connect, readConnection } from "../../pve/wire";
import { type Simulator, startSimulator } from "../../simulator";
import { paste } from "../support/pve/pveum";

const folder = mkdtempSync(join(tmpdir(), "print-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a command prints, or the error that it ends with. */
function printed(...words: readonly string[]): { readonly lines: readonly string[]; readonly error: string } {
  let output = "";
  let error = "";
  const program = new Command();
  for (const command of [roleCommand(), pveumCommand()]) {
    program.addCommand(command.exitOverride().configureOutput({ writeErr: (text) => void (error += text) }));
  }
  const write = jest
    .spyOn(process.stdout, "write")
    .mockImplementation((text) => ((output += String(text)), true));
  try {
    program.parse(words, { from: "user" });
  } catch (thrown) {
    if (error === "") throw thrown;
  } finally {
    write.mockRestore();
  }
  return { lines: output.split("\n").filter((line) => line.startsWith("pveum")), error };
}

function configuration(name: string, proxmox: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify({ context: { proxmox } }));
  return file;
}

test("role prints the role and its ACL entry for a version", () => {
  expect(printed("role", "kubernetes-csi", "--pve", "9").lines).toEqual([
    "pveum user add opentofu@pve",
    "pveum role add opentofu-role --privs 'Datastore.Allocate Datastore.AllocateSpace Datastore.Audit VM.Audit VM.Config.Disk'",
    "pveum acl modify / --users opentofu@pve --roles opentofu-role --propagate 1",
  ]);
  expect(printed("role", "opentofu-vm", "--pve", "8.4").lines[1]).toContain(" VM.Monitor ");
  expect(printed("role", "opentofu-vm", "--pve", "9").lines[1]).toContain(" VM.GuestAgent.Audit ");
});

test("role confines a profile, with a role for each path", () => {
  const names = ["--roleid", "csi", "--userid", "csi@pve"];
  expect(
    printed("role", "kubernetes-csi", "--pve", "9", "--pool", "lab", "--storage", "fast", ...names).lines,
  ).toEqual([
    "pveum user add csi@pve",
    "pveum role add csi-pool-lab --privs 'VM.Audit VM.Config.Disk'",
    "pveum acl modify /pool/lab --users csi@pve --roles csi-pool-lab --propagate 1",
    "pveum role add csi-storage-fast --privs 'Datastore.Allocate Datastore.AllocateSpace Datastore.Audit'",
    "pveum acl modify /storage/fast --users csi@pve --roles csi-storage-fast --propagate 1",
  ]);
});

describe.each(["7.4", "9.2"] as const)(
  "on a fresh node of PVE %s the printed lines run from the first to the last",
  (pve) => {
    let simulator: Simulator;
    let root: PveClient;
    beforeEach(async () => {
      simulator = await startSimulator({ pve, inventory: { pools: [{ poolid: "lab" }] } });
      root = await connect(
        readConnection(
          { key: "a", endpoint: simulator.endpoint, insecure: false, fingerprint: simulator.fingerprint },
          { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: simulator.rootPassword },
        ),
        () => undefined,
      );
    });
    afterEach(async () => {
      root.close();
      await simulator.stop();
    });

    test("role, as it is and confined", async () => {
      await paste(root, printed("role", "opentofu-vm", "--pve", pve).lines);
      const confined = ["--pool", "lab", "--storage", "local", "--roleid", "ci", "--userid", "ci@pve"];
      await paste(root, printed("role", "opentofu-vm", "--pve", pve, ...confined).lines);
      const { users, acl } = simulator.snapshot();
      expect(users.map(({ userid }) => userid)).toEqual(["ci@pve", "opentofu@pve"]);
      expect(acl).toContainEqual(
        expect.objectContaining({ path: "/", ugid: "opentofu@pve", propagate: true }),
      );
      expect(acl).toContainEqual(expect.objectContaining({ path: "/pool/lab", ugid: "ci@pve" }));
    });

    test.each(PROFILE_NAMES)("role %s", async (profile) => {
      const { lines } = printed("role", profile, "--pve", pve);
      expect(lines.length).toBeGreaterThan(2);
      await paste(root, lines);
      expect(simulator.snapshot().acl.map(({ ugid }) => ugid)).toContain("opentofu@pve");
    });

    test("pveum of several identities", async () => {
      const identities = {
        plan: { profile: "plan-readonly" },
        csi: { profile: "kubernetes-csi", parameters: { pool: "lab", storage: ["local"] } },
      };
      const token = { rotation: "2", keep: ["1"], expires: "2099-12-31", comment: "it's $(mine)" };
      const clusters = {
        a: { endpoint: "https://a", user: { enable: false, email: "a@b.org" }, token, identities },
      };
      const file = configuration("several.json", { clusters });
      await paste(root, printed("pveum", "--config", file, "--pve", pve).lines);
      expect(simulator.snapshot().tokens.map(({ fullTokenid }) => fullTokenid)).toEqual([
        "csi@pve!csi-token",
        "opentofu@pve!opentofu-token-2",
        "plan@pve!plan-token",
      ]);
    });

    test("pveum", async () => {
      const file = configuration("fresh.json", {
        clusters: { a: { endpoint: "https://a", token: { privilegeSeparation: true } } },
      });
      await paste(root, printed("pveum", "--config", file, "--pve", pve).lines);
      const { tokens, acl } = simulator.snapshot();
      expect(tokens.map(({ fullTokenid }) => fullTokenid)).toEqual(["opentofu@pve!opentofu-token"]);
      expect(acl.map(({ type }) => type)).toEqual(["user", "token"]);
    });
  },
);

test("pveum prints the set-up of each cluster of the configuration", () => {
  const file = configuration("two.json", {
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
  expect(printed("pveum", "host3", "--config", file, "--pve", "9").lines).toEqual([
    "pveum user add tf@pve --comment 'it'\\''s ours; $(reboot)' --enable 0",
    "pveum role add small --privs VM.Audit",
    "pveum user token add tf@pve opentofu-token-2 --privsep 1 --expire 1924905600",
    "pveum acl modify /pool/lab --users tf@pve --roles small --propagate 0",
    "pveum acl modify /pool/lab --tokens 'tf@pve!opentofu-token-2' --roles small --propagate 0",
  ]);
  expect(printed("pveum", "nuc", "--config", file, "--pve", "9").lines.slice(-4)).toEqual([
    "pveum user add plan@pve",
    "pveum role add plan-role --privs VM.Audit",
    "pveum user token add plan@pve plan-token --privsep 0",
    "pveum acl modify /vms --users plan@pve --roles plan-role --propagate 1",
  ]);
});

test("pveum prints nothing that would make what exists already, or twice", () => {
  const user = { existing: "jane@ad" };
  const file = configuration("existing.json", {
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
  expect(printed("pveum", "--config", file, "--pve", "9").lines).toEqual([
    "pveum group add team --comment Lab",
    "pveum acl modify /vms --groups team --roles PVEVMUser --propagate 1",
    "pveum user token add jane@ad opentofu-token --privsep 0",
    "pveum acl modify / --users jane@ad --roles PVEAuditor --propagate 1",
    "pveum role add ci-role --privs VM.Audit",
    "pveum user token add jane@ad ci-token --privsep 1",
    "pveum acl modify / --tokens 'jane@ad!ci-token' --roles ci-role --propagate 1",
    "pveum user token add jane@ad like-token --privsep 0",
    "pveum user add shared@pve --groups team,staff",
    "pveum role add shared-role --privs VM.Audit",
    "pveum user token add shared@pve shared-token --privsep 0",
    "pveum acl modify / --users shared@pve --roles shared-role --propagate 1",
    "pveum user token add shared@pve more-token --privsep 0",
  ]);
});

test.each([
  [["role", "opentofu-wm", "--pve", "9"], /did you mean opentofu-vm\?/],
  [["role", "opentofu-vm"], /--pve/],
  [["role", "opentofu-vm", "--pve", "6"], /7\.0/],
  [["role", "opentofu-vm", "--pve", "9", "--add", "VM.Monitor"], /use VM\.GuestAgent\.Audit/],
  [["role", "opentofu-vm", "--pve", "9", "--remove", "VM.Clonee"], /did you mean VM\.Clone\?/],
  [["role", "opentofu-vm", "--pve", "9", "--pools", "lab"], /Did you mean --pool\?/],
  [["role", "kubernetes-csi", "--pve", "9", "--bridge", "vmbr0"], /--bridge: nothing that kubernetes-csi/],
  [
    ["role", "opentofu-vm", "--pve", "9", "--add", "VM.Backup", "--remove", "VM.Backup"],
    /VM\.Backup is added and removed/,
  ],
  [
    ["role", "opentofu-vm", "--pve", "7", "--pool", "lab/ci"],
    /PVE 7\.4 has no ACL path \/pool\/lab\/ci, as 8\.1/,
  ],
  [["role", "opentofu-vm", "--pve", "9", "--vnet", "nodes"], /"nodes" is no VNet with its zone/],
  [["role", "opentofu-vm", "--pve", "9", "--userid", "joe"], /no realm/],
  [["pveum", "--config", join(folder, "missing.json")], /missing\.json/],
  [
    ["pveum", "--config", configuration("bad.json", { clusters: {} })],
    /context\.proxmox\.clusters: is empty/,
  ],
  [["pveum", "--config", configuration("one.json", { clusters: { a: { endpoint: "https://a" } } })], /--pve/],
  [
    ["pveum", "b", "--config", configuration("b.json", { clusters: { a: { endpoint: "https://a" } } })],
    /"b" is no cluster/,
  ],
])("%j is refused", (words, message) => {
  const { lines, error } = printed(...words);
  expect(error).toMatch(message);
  expect(lines).toEqual([]);
});
