/** What an ACL path is for: its release has to know it, and what it names has to be there. Neither is checked by PVE in time. */
import type { AclSpec, ObjectSpec } from "../../../pve/spec";
import { Bench, expectGreen } from "./bench";
import { ACL, ROLE, USER } from "./objects";

const INVENTORY = {
  pools: [{ poolid: "lab" }, { poolid: "lab/ci" }],
  zones: [
    { zone: "talos", type: "simple" },
    { zone: "lab", type: "simple" },
  ],
  vnets: [
    { vnet: "nodes", zone: "talos" },
    { vnet: "edge", zone: "talos" },
  ],
  mappings: [
    { type: "pci", id: "gpu" },
    { type: "usb", id: "stick" },
    { type: "dir", id: "share" },
  ],
} as const;
const on = (path: string): AclSpec => ({ ...ACL, path });

describe.each([
  [
    "7.4",
    [
      "ACL path /mapping/pci/gpu: on host3, PVE 7.4-17 has no ACL path /mapping/pci/gpu, as 8.0 and later have; leave it out.",
      "ACL path /pool/lab/ci: on host3, PVE 7.4-17 has no ACL path /pool/lab/ci, as 8.1 and later have; leave it out.",
      "ACL path /sdn/fabrics: on host3, PVE 7.4-17 has no ACL path /sdn/fabrics, as 9.0 and later have; leave it out.",
      "ACL path /sdn/route-maps: on host3, PVE 7.4-17 has no ACL path /sdn/route-maps, as 9.2 and later have; leave it out.",
    ],
  ],
  [
    "8.4",
    [
      "ACL path /sdn/fabrics: on host3, PVE 8.4.1 has no ACL path /sdn/fabrics, as 9.0 and later have; leave it out.",
      "ACL path /sdn/route-maps: on host3, PVE 8.4.1 has no ACL path /sdn/route-maps, as 9.2 and later have; leave it out.",
    ],
  ],
  ["9.2", []],
] as const)("on PVE %s", (pve, refused) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve, { inventory: INVENTORY, nodes: ["host3"] });
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  /** The sentences that a run is refused with, before it has written anything. */
  async function faults(objects: readonly ObjectSpec[]): Promise<readonly string[]> {
    const { error, warned } = await bench.run(objects);
    expect(warned).toEqual([]);
    expect(bench.writes()).toEqual([]);
    return error.split("\n").filter((line) => line !== "");
  }

  const LATER = ["/mapping/pci/gpu", "/pool/lab/ci", "/sdn/fabrics", "/sdn/route-maps"];

  it("a path of a later release is refused before the first write", async () => {
    if (refused.length === 0) expectGreen(await bench.run([USER, ROLE, ...LATER.map(on)]));
    else expect(await faults([USER, ROLE, ...LATER.map(on)])).toEqual(refused);
  });

  it("groups and realms that are not there are refused, with the nearest name", async () => {
    await bench.root("POST", "/access/groups", { groupid: "admins" });
    expect(await faults([USER, ROLE, ...["/access/groups/admin", "/access/realm/pvee"].map(on)])).toEqual([
      "ACL path /access/groups/admin: host3 has no group admin. Did you mean admins?",
      "ACL path /access/realm/pvee: host3 has no realm pvee. Did you mean pve?",
    ]);
    expectGreen(await bench.run([USER, ROLE, ...["/access/groups/admins", "/access/realm/pve"].map(on)]));
  });

  if (pve !== "7.4") {
    it("mappings that are not there are refused, with the nearest name", async () => {
      const misspelt = ["/mapping/pci/gpus", "/mapping/usb/stik", "/mapping/dir/shared"];
      expect((await faults([USER, ROLE, ...misspelt.map(on)])).toSorted()).toEqual([
        "ACL path /mapping/dir/shared: host3 has no directory mapping shared. Did you mean share?",
        "ACL path /mapping/pci/gpus: host3 has no PCI mapping gpus. Did you mean gpu?",
        "ACL path /mapping/usb/stik: host3 has no USB mapping stik. Did you mean stick?",
      ]);
      const there = ["/mapping/pci", "/mapping/hwrng", "/mapping/usb/stick", "/mapping/dir/share"];
      expectGreen(await bench.run([USER, ROLE, ...there.map(on)]));
    });
  }

  it("networks that are elsewhere are refused, with the path that PVE asks for", async () => {
    const strayed = ["localnetwork/nodes", "localnetwork/nodes/20", "lab/edge", "talos/vmbr0/7"];
    expect(
      (await faults([USER, ROLE, ...strayed.map((path) => on(`/sdn/zones/${path}`))])).toSorted(),
    ).toEqual([
      'ACL path /sdn/zones/lab/edge: on host3, VNet edge is of zone talos, not lab. Write /sdn/zones/talos/edge, or as parameter vnet: "talos/edge".',
      'ACL path /sdn/zones/localnetwork/nodes/20: on host3, nodes is no bridge but a VNet of zone talos. Write /sdn/zones/talos/nodes/20, or as parameter vnet: "talos/nodes/20".',
      'ACL path /sdn/zones/localnetwork/nodes: on host3, nodes is no bridge but a VNet of zone talos. Write /sdn/zones/talos/nodes, or as parameter vnet: "talos/nodes".',
      'ACL path /sdn/zones/talos/vmbr0/7: on host3, vmbr0 is no VNet but a bridge of the nodes. Write /sdn/zones/localnetwork/vmbr0/7, or as parameter bridge: "vmbr0/7".',
    ]);
    const right = ["talos/nodes", "talos/nodes/20", "localnetwork/vmbr0", "lab"];
    expectGreen(await bench.run([USER, ROLE, ...right.map((path) => on(`/sdn/zones/${path}`))]));
  });

  it("what a login may not see is a doubt", async () => {
    await bench.root("POST", "/access/groups", { groupid: "admins" });
    await asBootstrapper(bench);
    const { warned, error } = await bench.run([USER, ROLE, on("/access/groups/admins")]);
    expect({ warned, error }).toEqual({
      warned: [
        "ACL path /access/groups/admins: whether host3 has a group admins could not be checked, because this login may not see every group.",
      ],
      error: "",
    });
  });

  it("what an entry hides from a login that sees all others is a doubt too", async () => {
    await bench.root("POST", "/access/groups", { groupid: "admins" });
    await asBootstrapper(bench);
    await bench.root("PUT", "/access/acl", { path: "/", roles: "PVEAuditor", users: "ci@pve" });
    const networks = ["/sdn/zones/localnetwork/vmbr0", "/sdn/zones/talos/nodes", "/mapping/pci/gpu"];
    // 7 shows every network, and has no mappings.
    const paths = [
      "/pool/lab",
      "/storage/local",
      "/access/groups/admins",
      ...(pve === "7.4" ? [] : networks),
    ];
    for (const path of paths)
      await bench.root("PUT", "/access/acl", { path, roles: "r-", users: "ci@pve", propagate: "0" });
    const { warned, error } = await bench.run([USER, ROLE, ...paths.map(on)]);
    expect(error).toBe("");
    expect(warned.map((sentence) => sentence.split(": whether host3 has a ")[0]).toSorted()).toEqual(
      paths.map((path) => `ACL path ${path}`).toSorted(),
    );
  });

  it("a group that a login may not see is left to PVE where something is granted to it", async () => {
    await bench.root("POST", "/access/groups", { groupid: "admins" });
    await asBootstrapper(bench);
    expectGreen(await bench.run([USER, ROLE, { ...ACL, subject: { type: "group", ugid: "admins" } }]));
  });
});

/** Later runs log in with no more than a deploy needs, on those paths only. */
async function asBootstrapper(bench: Bench): Promise<void> {
  await bench.asToken();
  const rights = {
    "/access": "Sys.Audit,Sys.Modify",
    "/access/groups": "User.Modify",
    "/access/groups/admins": "Permissions.Modify",
    "/access/realm/pve": "Realm.AllocateUser",
    "/": "Permissions.Modify",
  };
  for (const [path, privs] of Object.entries(rights)) {
    const roleid = `r${path.replaceAll("/", "-")}`;
    await bench.root("POST", "/access/roles", { roleid, privs });
    await bench.root("PUT", "/access/acl", { path, roles: roleid, users: "ci@pve", propagate: "0" });
  }
}
