import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import type { Simulator } from "../../simulator";
import { makeSelfSigned } from "../support/certificates";
import { anonymous, login, root, simulators, summary } from "./support";

const start = simulators();

/** An entry of `certificates/info`. */
interface Info {
  readonly filename: string;
  readonly pem: string;
  readonly san: readonly string[];
}

async function presented(simulator: Simulator): Promise<X509Certificate> {
  const socket = connect({ host: "127.0.0.1", port: simulator.port, rejectUnauthorized: false });
  await new Promise((resolve) => socket.once("secureConnect", resolve));
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  if (certificate === undefined) throw new Error("the server presented no certificate");
  return certificate;
}

describe("a simulated node", () => {
  test.each([
    ["7.4", /^7\.4-\d+$/],
    ["8.4", /^8\.4\.\d+$/],
    ["9.1", /^9\.1\.\d+$/],
    ["9.2", /^9\.2\.\d+$/],
  ] as const)("says that it is %s", async (pve, version) => {
    const admin = await root(await start(pve));
    const data = await admin.data<Record<string, string>>(admin.get("/version"));
    expect(data).toEqual({
      version: expect.stringMatching(version) as string,
      release: pve,
      repoid: expect.any(String) as string,
    });
  });

  test("tells everybody its realms", async () => {
    const simulator = await start("9.2");
    simulator.addRealm({ realm: "corp", type: "ldap", default: 1, tfa: "type=oath,step=30" });
    const visitor = anonymous(simulator);
    const realms = await visitor.data<{ realm: string }[]>(visitor.get("/access/domains"));
    expect(realms.find(({ realm }) => realm === "corp")).toEqual({
      realm: "corp",
      type: "ldap",
      default: 1,
      tfa: "oath",
    });
    expect(realms.map(({ realm }) => realm).sort()).toEqual(["corp", "pam", "pve"]);
    expect((await visitor.get("/access/ticket")).json).toEqual({ data: null });
  });

  test("names its nodes, and the cluster to those who may see it", async () => {
    const simulator = await start("9.2", { nodes: ["host3", "host4"], clusterName: "lab" });
    simulator.addUser({ userid: "a@pve", password: "secret" });
    const [admin, user] = [await root(simulator), await login(simulator, "a@pve", "secret")];
    const nodes = await user.data<object[]>(user.get("/nodes"));
    expect(nodes[0]).toEqual({
      node: "host3",
      id: "node/host3",
      type: "node",
      status: "online",
      level: "",
      ssl_fingerprint: simulator.fingerprint,
    });
    expect(summary(await user.get("/cluster/status"))).toBe("403 Permission check failed (/, Sys.Audit)");
    expect(await admin.data(admin.get("/cluster/status"))).toMatchObject([
      { type: "cluster", name: "lab", nodes: 2, quorate: 1 },
      { type: "node", name: "host3", local: 1 },
      { type: "node", name: "host4", local: 0 },
    ]);
  });

  test("leaves out of its lists what a caller may not see", async () => {
    const simulator = await start("9.2", {
      inventory: {
        pools: [{ poolid: "p" }],
        zones: [{ zone: "z1", type: "simple" }],
        vnets: [{ vnet: "v1", zone: "z1", tag: 7 }],
        mappings: [{ type: "pci", id: "gpu" }],
      },
    });
    simulator.addUser({ userid: "a@pve", password: "secret" });
    const [admin, user] = [await root(simulator), await login(simulator, "a@pve", "secret")];
    const paths = ["/pools", "/storage", "/nodes/pve/storage", "/cluster/sdn/zones", "/cluster/sdn/vnets"];
    for (const path of [...paths, "/cluster/mapping/pci"]) {
      expect(await user.data(user.get(path))).toEqual([]);
      expect(await admin.data<object[]>(admin.get(path))).not.toEqual([]);
    }
    const bridges = { type: "bridge" };
    expect(await user.data(user.get("/nodes/pve/network", bridges))).toEqual([]);
    await admin.data(
      admin.put("/access/acl", { path: "/sdn/zones/localnetwork", roles: "PVESDNUser", users: "a@pve" }),
    );
    expect(await user.data(user.get("/nodes/pve/network", bridges))).toMatchObject([{ iface: "vmbr0" }]);
  });

  test("has mappings since 8.0, each in the list of its type", async () => {
    const inventory = { mappings: [{ type: "dir", id: "share" }] } as const;
    const [old, current] = [await start("7.4", { inventory }), await start("8.4", { inventory })];
    const before = await root(old);
    expect(summary(await before.get("/cluster/mapping/dir"))).toBe(
      "501 Method 'GET /cluster/mapping/dir' not implemented",
    );
    const admin = await root(current);
    expect(await admin.data(admin.get("/cluster/mapping/dir"))).toMatchObject([{ id: "share" }]);
    expect(await admin.data(admin.get("/cluster/mapping/usb"))).toEqual([]);
  });

  test("presents a certificate for its names, issued by its CA", async () => {
    const simulator = await start("9.2", { nodes: ["host3"] });
    const certificate = await presented(simulator);
    expect(certificate.fingerprint256).toBe(simulator.fingerprint);
    expect(certificate.issuerCertificate).toBeUndefined();
    expect(certificate.verify(new X509Certificate(simulator.caCertificate).publicKey)).toBe(true);
    for (const name of ["localhost", "host3"]) expect(certificate.checkHost(name)).toBe(name);
    for (const address of ["127.0.0.1", "::1"]) expect(certificate.checkIP(address)).toBe(address);
  });

  test.each(["7.4", "8.4", "9.2"] as const)(
    "PVE %s shows everybody its certificates, and of localhost the CA only",
    async (pve) => {
      const simulator = await start(pve, { nodes: ["host3"] });
      simulator.addUser({ userid: "a@pve", password: "secret" });
      const user = await login(simulator, "a@pve", "secret");
      const info = (node: string) => user.data<Info[]>(user.get(`/nodes/${node}/certificates/info`));
      const found = await info("host3");
      expect(found.map(({ filename }) => filename)).toEqual(["pve-root-ca.pem", "pve-ssl.pem"]);
      const [ca, own] = found.map(({ pem }) => new X509Certificate(pem));
      expect(own?.fingerprint256).toBe(simulator.fingerprint);
      expect(ca && own?.checkIssued(ca) && own.verify(ca.publicKey)).toBe(true);
      expect(found[1]).toEqual({
        filename: "pve-ssl.pem",
        fingerprint: simulator.fingerprint,
        subject: expect.stringMatching(/^\/OU=PVE Cluster Node\/.*CN=host3$/) as string,
        issuer: expect.stringContaining("/O=PVE Cluster Manager CA") as string,
        notbefore: expect.any(Number) as number,
        notafter: expect.any(Number) as number,
        san: ["127.0.0.1", "0000:0000:0000:0000:0000:0000:0000:0001", "localhost", "host3"],
        pem: expect.stringMatching(
          /^-----BEGIN CERTIFICATE-----\n[^-]+\n-----END CERTIFICATE-----\n$/,
        ) as string,
        "public-key-type": "id-ecPublicKey",
        "public-key-bits": 256,
      });
      expect(found[0]?.san).toEqual([]);
      expect(await info("localhost")).toEqual([found[0]]);
      const visitor = anonymous(simulator);
      expect(summary(await visitor.get("/nodes/host3/certificates/info"))).toMatch(/^401 /);
    },
  );

  test("keeps its own certificate beside a custom one, which it serves", async () => {
    const custom = await makeSelfSigned("host3", ["127.0.0.1"]);
    const simulator = await start("9.2", { nodes: ["host3"], certificate: custom });
    expect((await presented(simulator)).fingerprint256).toBe(custom.fingerprint);
    const admin = await root(simulator);
    const found = await admin.data<Info[]>(admin.get("/nodes/host3/certificates/info"));
    expect(found.map(({ filename }) => filename)).toEqual([
      "pve-root-ca.pem",
      "pve-ssl.pem",
      "pveproxy-ssl.pem",
    ]);
    expect(found[2]).toMatchObject({ fingerprint: custom.fingerprint, subject: "/CN=host3" });
  });

  test("can present one that has expired, or for other names", async () => {
    const simulator = await start("9.2", {
      certificateOptions: { validForDays: -2, names: ["other.example"] },
    });
    const certificate = await presented(simulator);
    expect(Date.parse(certificate.validTo)).toBeLessThan(Date.now());
    expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.parse(certificate.validTo));
    expect(certificate.checkIP("127.0.0.1")).toBeUndefined();
    expect(certificate.checkHost("other.example")).toBe("other.example");
  });
});
