/** A cluster that is described by several endpoints. */
import { createServer } from "node:net";
import { withEndpoints, withFingerprints } from "../../../pve/spec";
import { type PveClient, connect, forgettable, readConnection } from "../../../pve/wire";
import { UntrustedCertificateError } from "../../../pve/wire/errors";
import { type PveRelease, type Simulator, startSimulator } from "../../../simulator";
import { listen, type TestServer } from "../../support/https-server";
import { DOWN, type Node, startNode } from "../../support/node-front";

const WRONG = Array(32).fill("AB").join(":");

let simulator: Simulator;
let node: Node;
let notices: string[];

async function start(pve: PveRelease): Promise<void> {
  notices = [];
  simulator = await startSimulator({ pve });
  node = await startNode(simulator);
}
afterEach(async () => {
  await node.stop();
  await simulator.stop();
});

/** Connects as a run does, and says by which endpoint. */
async function endpointOf(
  endpoints: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  fingerprints = [simulator.fingerprint, node.fingerprint],
  notice = (line: string): unknown => notices.push(line),
): Promise<string> {
  const cluster = {
    key: "lab",
    ...withEndpoints(endpoints),
    insecure: false,
    ...withFingerprints(fingerprints),
  };
  const login = {
    PROXMOX_VE_USERNAME: "root@pam",
    PROXMOX_VE_PASSWORD: simulator.rootPassword,
    PROXMOX_VE_RETRY_SECONDS: "0",
  };
  const connection = readConnection(cluster, { ...login, ...environment });
  let client: PveClient | undefined;
  try {
    client = await connect(connection, notice);
    await client.post("/access/roles", { roleid: "lab", privs: "VM.Audit" });
    return client.endpoint;
  } finally {
    client?.close();
  }
}

const logins = () => simulator.requests.filter(({ path }) => path === "/access/ticket").length;

describe.each<PveRelease>(["7.4", "8.4", "9.2"])("on PVE %s", (pve) => {
  beforeEach(() => start(pve));

  test("the first one is used, whichever node of the cluster it is, and no other is touched", async () => {
    expect(await endpointOf([simulator.endpoint, node.endpoint])).toBe(simulator.endpoint);
    expect(node.connections()).toBe(0);
    expect(notices).toEqual([]);
    expect(simulator.connections).toBe(2);
  });

  test("one that is down gives way to the next one, which one line tells", async () => {
    expect(await endpointOf([DOWN, node.endpoint, simulator.endpoint])).toBe(node.endpoint);
    expect(notices).toEqual([
      `Cluster lab is reached at ${node.endpoint}: ${DOWN} can't be reached (ECONNREFUSED).`,
    ]);
    expect(logins()).toBe(1);
  });
});

describe("what ends the search", () => {
  beforeEach(() => start("9.2"));

  test("a certificate that is not trusted: nothing is sent, and no other endpoint is touched", async () => {
    const second = await startNode(simulator);
    const error: unknown = await endpointOf([node.endpoint, second.endpoint], {}, [
      WRONG,
      second.fingerprint,
    ]).catch((thrown: unknown) => thrown);
    await second.stop();
    expect(error).toBeInstanceOf(UntrustedCertificateError);
    expect(String(error)).toMatch(
      new RegExp(`${node.endpoint}: .*it has none of the fingerprints ${WRONG}, ${second.fingerprint}`),
    );
    expect(String(error)).toContain(`fingerprint (SHA-256) ${node.fingerprint}`);
    expect([simulator.requests, node.received(), second.connections()]).toEqual([[], 0, 0]);
  });

  test("a wrong password: it is tried at one node only", async () => {
    await expect(
      endpointOf([node.endpoint, simulator.endpoint], { PROXMOX_VE_PASSWORD: "wrong" }),
    ).rejects.toThrow(`${node.endpoint} refused the login of root@pam`);
    expect(logins()).toBe(1);
  });
});

describe("which endpoint counts", () => {
  beforeEach(() => start("9.2"));

  test("one that says nothing gives way too, however many there are", async () => {
    const mute: Omit<TestServer, "requests"> = await listen(createServer((socket) => socket.resume()));
    try {
      const down = Array.from({ length: 18 }, (_, index) => `https://127.0.0.1:${String(index + 1)}`);
      expect(await endpointOf([mute.endpoint, ...down, node.endpoint])).toBe(node.endpoint);
      expect(notices).toEqual([
        expect.stringContaining(`${mute.endpoint} can't be reached (ETIMEDOUT), ${DOWN}`),
      ]);
    } finally {
      await mute.stop();
    }
  });

  test("a variable names one, which is used and no other", async () => {
    const environment = { PROXMOX_VE_LAB_ENDPOINT: DOWN };
    await expect(endpointOf([node.endpoint, simulator.endpoint], environment)).rejects.toThrow(
      `POST /access/ticket at ${DOWN}: the connection was refused (ECONNREFUSED).`,
    );
    expect(simulator.connections).toBe(0);
  });

  test("the certificate of any node will do at any endpoint, as behind an address that moves", async () => {
    expect(await endpointOf([node.endpoint], {}, [simulator.fingerprint, node.fingerprint])).toBe(
      node.endpoint,
    );
  });
});

describe("when none can be reached", () => {
  beforeEach(() => start("9.2"));

  const UNKNOWN = "https://nowhere.invalid:8006";

  test("one error names each with its reason and what to check, and the cluster can be forgotten", async () => {
    const error: unknown = await endpointOf([DOWN, UNKNOWN]).catch((thrown: unknown) => thrown);
    expect(forgettable(error)).toBe(true);
    const text = String(error);
    expect(text).toContain("no endpoint of cluster lab can be reached.");
    expect(text).toContain(
      `${DOWN}: the connection was refused (ECONNREFUSED). Check the endpoint, that 127.0.0.1 is up, and that port 1 `,
    );
    expect(text).toMatch(
      new RegExp(
        `${UNKNOWN}: the host name .*\\(E\\w+\\)\\. Check the endpoint, that nowhere\\.invalid is up, and that port 8006 can`,
      ),
    );
  });

  test("all are tried again, in rounds, and the first one that is back is used", async () => {
    const { port } = node;
    await node.stop();
    const back: Promise<Node>[] = [];
    const notice = (line: string) => {
      notices.push(line);
      if (line.endsWith("Trying again for up to 60 s.")) back.push(startNode(simulator, port));
    };
    const environment = { PROXMOX_VE_RETRY_SECONDS: "60", PROXMOX_VE_LAB_INSECURE: "true" };
    expect(await endpointOf([DOWN, node.endpoint], environment, [], notice)).toBe(node.endpoint);
    expect(notices).toEqual([
      expect.stringContaining("no endpoint of cluster lab can be reached"),
      expect.stringContaining(`Cluster lab is reached at ${node.endpoint}`),
      expect.stringContaining("insecure"),
    ]);
    for (const started of back) node = await started;
  });
});
