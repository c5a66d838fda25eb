/** The privileges of the system itself are where PVE asks for them, also where a profile is confined: tried by the token's use. */
import { profileRoles } from "../../../pve/privileges";
import type { ObjectSpec, ProfileSource } from "../../../pve/spec";
import { Bench, expectGreen } from "../reconcile/bench";
import { FULL_TOKENID, TOKEN, USER } from "../reconcile/objects";

const INVENTORY = {
  pools: [{ poolid: "lab", vms: [100, 101, 102] }],
  guests: [100, 101, 102].map((vmid) => ({ vmid, name: `vm${String(vmid)}` })),
};
const CONFINED = { pool: ["lab"], storage: ["local"], bridge: ["vmbr0"] };
const NONE = { add: [], remove: [] };

describe.each(["7.4", "8.4", "9.2"] as const)("on PVE %s", (pve) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve, { inventory: INVENTORY, nodes: ["host3"] });
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  /** Deploys a confined token, and tries it on a VM. */
  async function answers(vmid: string, source: ProfileSource): Promise<readonly string[]> {
    const objects = profileRoles(source, CONFINED, "r").flatMap(
      ({ roleid, path, propagate, privileges }): ObjectSpec[] => [
        { kind: "role", roleid, privileges },
        { kind: "acl", path, roleid, propagate, subject: { type: "user", ugid: USER.userid } },
      ],
    );
    expectGreen(await bench.run([USER, TOKEN, ...objects]));
    bench.environment["PROXMOX_VE_API_TOKEN"] = `${FULL_TOKENID}=${bench.keeper.secrets.get("11") ?? ""}`;
    return bench.connected(async (client) => [
      await answerOf(() => client.post("/cluster/ha/resources", { sid: `vm:${vmid}` })),
      await answerOf(() => client.put(`/nodes/host3/qemu/${vmid}/config`, { startup: "order=1" })),
      await answerOf(() => client.put(`/nodes/host3/qemu/${vmid}/config`, { onboot: true })),
    ]);
  }

  it("VMs alone have no HA and no boot order", async () => {
    expect(await answers("100", { profiles: ["opentofu-vm"], ...NONE })).toEqual([
      "403 (/, Sys.Console)",
      "403 (/, Sys.Modify)",
      "done",
    ]);
  });

  it.each([
    ["by their names", "101", { profiles: ["opentofu-vm", "ha", "boot-order"], ...NONE }],
    [
      "by their privileges",
      "102",
      { profiles: ["opentofu-vm"], add: ["Sys.Console", "Sys.Modify"], remove: [] },
    ],
  ])("HA and boot order are added %s", async (_, vmid, source: ProfileSource) => {
    expect(await answers(vmid, source)).toEqual(["done", "done", "done"]);
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
