import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import type { Simulator } from "../../simulator";
import { anonymous, login, root, simulators, summary } from "./support";

const start = simulators();

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
    expect(certificate.verify(new X509Certificate(simulator.caCertificate).publicKey)).toBe(true);
    for (const name of ["localhost", "host3"]) expect(certificate.checkHost(name)).toBe(name);
    for (const address of ["127.0.0.1", "::1"]) expect(certificate.checkIP(address)).toBe(address);
    const admin = await root(simulator);
    const path = "/nodes/host3/certificates/info";
    expect(await admin.data(admin.get(path))).toMatchObject([{ fingerprint: simulator.fingerprint }]);
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
