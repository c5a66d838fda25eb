/** Privileges are where PVE asks for them, also where a profile is confined: tried by the token's use. */
import { profileRoles } from "../../../pve/privileges";
import type { ObjectSpec, ProfileParameters, ProfileSource } from "../../../pve/spec";
import type { PveClient } from "../../../pve/wire";
import { Bench, expectGreen } from "../reconcile/bench";
import { FULL_TOKENID, TOKEN, USER } from "../reconcile/objects";

const INVENTORY = {
  pools: [{ poolid: "lab", vms: [100, 101, 102] }],
  guests: [100, 101, 102].map((vmid) => ({ vmid, name: `vm${String(vmid)}` })),
  zones: [
    { zone: "talos", type: "simple" },
    { zone: "dmz", type: "vlan" },
  ],
  vnets: [
    { vnet: "nodes", zone: "talos" },
    { vnet: "edge", zone: "talos" },
    { vnet: "web", zone: "dmz" },
  ],
};
const CONFINED = { pool: ["lab"], storage: ["local"] };
const VMS = { profiles: ["opentofu-vm"], add: [], remove: [] };

type Call = (client: PveClient) => Promise<unknown>;

describe.each(["7.4", "8.4", "9.2"] as const)("on PVE %s", (pve) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve, { inventory: INVENTORY, nodes: ["host3"] });
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  /** Deploys a confined token, and tries it. */
  async function answers(
    source: ProfileSource,
    parameters: ProfileParameters,
    calls: readonly Call[],
  ): Promise<readonly string[]> {
    const objects = profileRoles(source, parameters, "r").flatMap(
      ({ roleid, path, propagate, privileges }): ObjectSpec[] => [
        { kind: "role", roleid, privileges },
        { kind: "acl", path, roleid, propagate, subject: { type: "user", ugid: USER.userid } },
      ],
    );
    expectGreen(await bench.run([USER, TOKEN, ...objects]));
    bench.environment["PROXMOX_VE_API_TOKEN"] = `${FULL_TOKENID}=${bench.keeper.secrets.get("11") ?? ""}`;
    return bench.connected(async (client) => {
      const found: string[] = [];
      for (const call of calls) found.push(await answerOf(() => call(client)));
      return found;
    });
  }

  describe("HA and boot order", () => {
    const calls = (vmid: string): readonly Call[] => [
      (client) => client.post("/cluster/ha/resources", { sid: `vm:${vmid}` }),
      (client) => client.put(`/nodes/host3/qemu/${vmid}/config`, { startup: "order=1" }),
      (client) => client.put(`/nodes/host3/qemu/${vmid}/config`, { onboot: true }),
    ];

    it("are not what VMs need", async () => {
      expect(await answers(VMS, CONFINED, calls("100"))).toEqual([
        "403 (/, Sys.Console)",
        "403 (/, Sys.Modify)",
        "done",
      ]);
    });

    it.each([
      ["by their names", "101", { ...VMS, profiles: ["opentofu-vm", "ha", "boot-order"] }],
      ["by their privileges", "102", { ...VMS, add: ["Sys.Console", "Sys.Modify"] }],
    ])("are added %s", async (_, vmid, source) => {
      expect(await answers(source, CONFINED, calls(vmid))).toEqual(["done", "done", "done"]);
    });
  });

  describe("a network card", () => {
    const on = (net: string): Call => {
      return (client) => client.put("/nodes/host3/qemu/100/config", { net0: `virtio,bridge=${net}` });
    };
    const networks = ["nodes", "nodes,tag=20", "edge", "web", "vmbr0"].map(on);
    const refused = (path: string) => (pve === "7.4" ? "done" : `403 (/sdn/zones/${path}, SDN.Use)`);

    it.each([
      ["a VNet", { vnet: ["talos/nodes"] }, [0, 1]],
      ["a VLAN of a VNet", { vnet: ["talos/nodes/20"] }, [1]],
      ["all VNets of a zone", { zone: ["talos"] }, [0, 1, 2]],
      ["a VNet and a bridge", { vnet: ["dmz/web"], bridge: ["vmbr0"] }, [3, 4]],
      ["a network each", {}, [0, 1, 2, 3, 4]],
    ])("may be on %s", async (_, parameters: ProfileParameters, allowed) => {
      const paths = ["talos/nodes", "talos/nodes", "talos/edge", "dmz/web", "localnetwork/vmbr0"];
      expect(await answers(VMS, { ...CONFINED, ...parameters }, networks)).toEqual(
        paths.map((path, index) => (allowed.includes(index) ? "done" : refused(path))),
      );
    });
  });
});

/** `done`, or the status with what is missing where. */
async function answerOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return "done";
  } catch (error) {
    const { message, status } = error as Error & { readonly status: number };
    return status === 403 ? `403 ${/\(\/.*?\)/.exec(message)?.[0] ?? message}` : message;
  }
}
