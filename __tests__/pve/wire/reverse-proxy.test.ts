/** A cluster behind a reverse proxy, and on an IPv6 address. */
import { once } from "node:events";
import { type AddressInfo, connect as dial, createServer } from "node:net";
import { connect, readConnection } from "../../../pve/wire";
import { type Simulator, startSimulator } from "../../../simulator";

function versionAt(simulator: Simulator, endpoint: string) {
  const cluster = { key: "host3", endpoint, insecure: false, fingerprint: simulator.fingerprint };
  const environment = {
    PROXMOX_VE_USERNAME: "root@pam",
    PROXMOX_VE_PASSWORD: simulator.rootPassword,
    PROXMOX_VE_RETRY_SECONDS: "0",
  };
  return connect(readConnection(cluster, environment), () => undefined).then(async (client) => {
    try {
      const made = await client.post("/access/roles", { roleid: "lab", privs: "VM.Audit" });
      return [made, await client.get("/access/roles/lab"), client.endpoint];
    } finally {
      client.close();
    }
  });
}

describe.each(["7.4", "8.4", "9.2"] as const)("PVE %s behind a reverse proxy", (pve) => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator({ pve, prefix: "/lab/cluster1" });
  });
  afterEach(() => simulator.stop());

  test.each(["", "/", "/api2/json"])("is reached below its path, with %j behind it", async (end) => {
    const { endpoint } = simulator;
    expect(endpoint).toMatch(/\/lab\/cluster1$/);
    expect(await versionAt(simulator, `${endpoint}${end}`)).toEqual([null, { "VM.Audit": 1 }, endpoint]);
  });

  test("is missed beside its path, and the error says where was looked", async () => {
    const elsewhere = `https://127.0.0.1:${String(simulator.port)}/lab`;
    await expect(versionAt(simulator, elsewhere)).rejects.toThrow(
      new RegExp(`${elsewhere}.*404 Not Found\\..*has no PVE below the path of the endpoint`, "s"),
    );
  });
});

test("an IPv6 address is dialled", async () => {
  const simulator = await startSimulator({ pve: "9.2" });
  const front = createServer((socket) => {
    const back = dial(simulator.port, "127.0.0.1");
    socket.pipe(back).pipe(socket);
    for (const end of [socket, back]) end.on("error", () => undefined);
  });
  front.listen(0, "::1");
  await once(front, "listening");
  try {
    const endpoint = `https://[::1]:${String((front.address() as AddressInfo).port)}`;
    expect(await versionAt(simulator, endpoint)).toEqual([null, { "VM.Audit": 1 }, endpoint]);
  } finally {
    front.close();
    await simulator.stop();
  }
});
