import { X509Certificate } from "node:crypto";
import { fetchAuthority } from "../../../pve/objects";
import type { ClusterSpec } from "../../../pve/spec";
import { connect, readConnection } from "../../../pve/wire";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator";
import { makeAuthority, makeSelfSigned } from "../../support/certificates";

let simulator: Simulator;
afterEach(() => simulator.stop());

async function start(options: Partial<SimulatorOptions> = {}): Promise<void> {
  simulator = await startSimulator({ pve: "9.2", ...options });
}

/** What a deploy with this trust learns. @param isKnown what Node's own roots say of the certificate, if it matters */
async function authority(
  trust: Partial<ClusterSpec> = { fingerprint: simulator.fingerprint },
  isKnown?: boolean,
): Promise<string | undefined> {
  const cluster = { key: "host3", endpoint: simulator.endpoint, insecure: false, ...trust };
  const login = {
    PROXMOX_VE_USERNAME: "a@pve",
    PROXMOX_VE_PASSWORD: "secret-of-a",
    PROXMOX_VE_RETRY_SECONDS: "0",
  };
  simulator.addUser({ userid: "a@pve", password: "secret-of-a" });
  const client = await connect(readConnection(cluster, login), () => undefined);
  const roots = isKnown === undefined ? {} : { isVouchedFor: () => Promise.resolve(isKnown) };
  return fetchAuthority({ ...client, ...roots }).finally(() => client.close());
}

describe("what has to be trusted", () => {
  test.each(["7.4", "8.4", "9.2"] as const)(
    "is the CA of the cluster, as PVE %s shows it to every login",
    async (pve) => {
      await start({ pve, nodes: ["host4", "host3"] });
      expect(await authority()).toBe(new X509Certificate(simulator.caCertificate).toString());
      expect(
        simulator.requests.map(({ method, path, status }) => `${method} ${path} ${String(status)}`),
      ).toEqual(["POST /access/ticket 200", "GET /nodes/localhost/certificates/info 200"]);
    },
  );

  test("is the certificate itself, if no CA has issued it", async () => {
    const certificate = await makeSelfSigned("host3", ["127.0.0.1"]);
    await start({ certificate });
    expect(await authority()).toBe(new X509Certificate(certificate.cert).toString());
  });

  test("is the certificate itself, if nobody knows its CA", async () => {
    const certificate = await (await makeAuthority("The firm's CA")).issue(["127.0.0.1"]);
    await start({ certificate });
    expect(await authority()).toBe(new X509Certificate(certificate.cert).toString());
  });

  test("is no CA that has not issued the certificate, whatever the node says", async () => {
    const certificate = await (await makeAuthority("Twin")).issue(["127.0.0.1"]);
    await start({ certificate });
    const twin = new X509Certificate((await makeAuthority("Twin")).certificate).toString();
    const body = JSON.stringify({ data: [{ filename: "pve-root-ca.pem", pem: twin }, {}, { pem: "x" }] });
    const headers = { "Content-Type": "application/json;charset=UTF-8" };
    simulator.faults.on(
      { path: "/nodes/localhost/certificates/info" },
      { reply: { status: 200, headers, body } },
    );
    expect(await authority()).toBe(new X509Certificate(certificate.cert).toString());
  });

  test("is the certificate itself, if the node shows none", async () => {
    await start();
    simulator.faults.on(
      { path: "/nodes/localhost/certificates/info" },
      { reply: { status: 403, reason: "Permission check failed" } },
    );
    expect(await authority()).toBe(new X509Certificate(simulator.certificate).toString());
  });

  test("is nothing, if Node knows the CA", async () => {
    const certificate = await (await makeAuthority("A public CA")).issue(["127.0.0.1"]);
    await start({ certificate });
    expect(await authority(undefined, true)).toBeUndefined();
  });

  test("is the CA of the cluster, also if it was told to Node, which is not to Go", async () => {
    await start();
    expect(await authority(undefined, true)).toBe(new X509Certificate(simulator.caCertificate).toString());
  });

  test("is nothing that was not verified", async () => {
    await start();
    expect(await authority({ insecure: true })).toBeUndefined();
  });
});
