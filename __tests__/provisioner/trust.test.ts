/** What the downstream provider has to trust, from the connected process to the end of a deploy. */
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { tellTrust } from "../../provisioner/the-end";
import type { Description, Settings, TrustNote } from "../../pve/spec";
import { ALL, USER } from "../pve/reconcile/objects";
import { Bench, expectGreen, mode } from "./bench";

const NOTE = ".run/host3/trust.json";
const ASKED = "GET /nodes/localhost/certificates/info";
const BUNDLE = { bundles: [{ path: "proxmox-ca.pem", place: "proxmox-ca.pem", clusters: ["host3"] }] };
const PEM = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n";

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
beforeEach(() => bench.begin());
afterEach(() => bench.end());
afterAll(() => bench.stop());

const note = () => JSON.parse(readFileSync(NOTE, "utf8")) as TrustNote;
const asked = () => bench.requests().filter((request) => request === ASKED).length;

/** The deployed cluster as it was reached by another fingerprint. */
function formerly(): Settings {
  return { ...bench.settled({ host3: ALL }), "host3 fingerprint": "AA:BB" };
}

/** Terraform reaches the cluster by another description. */
function reachedBy(change: object): void {
  const cluster = { ...bench.cluster("host3"), ...change };
  jest.spyOn(bench, "cluster").mockReturnValue(cluster);
}
afterEach(() => jest.restoreAllMocks());

describe("a reconcile", () => {
  it("notes the CA of a cluster that is pinned by its fingerprint, once", async () => {
    expectGreen(await bench.reconcile());
    const ca = new X509Certificate(bench.at("host3").caCertificate).toString();
    expect(note()).toEqual({ ca: `# host3\n${ca}` });
    expect(mode(NOTE)).toBe("600");
    expect(asked()).toBe(1);
  });

  it("does not ask again for what the state has taken", async () => {
    await bench.deploy({ host3: ALL });
    expectGreen(
      await bench.preflight(bench.settled({ host3: ALL }), bench.describe({ host3: ALL.slice(0, 2) })),
    );
    expectGreen(await bench.reconcile(ALL.slice(0, 2)));
    expect(asked()).toBe(0);
    expect(existsSync(NOTE)).toBe(false);
  });

  it("asks again for another state", async () => {
    await bench.deploy({ host3: ALL });
    expectGreen(
      await bench.preflight(bench.settled({ host3: ALL }), bench.describe({ host3: ALL.slice(0, 2) })),
    );
    bench.state = "2";
    await bench.reconcile(ALL.slice(0, 2));
    expect(asked()).toBe(1);
  });

  it("asks nothing more of a cluster that is insecure", async () => {
    reachedBy({ insecure: true, fingerprint: undefined });
    expect(await bench.reconcile()).toMatchObject({ code: 0 });
    expect(asked()).toBe(0);
  });

  it("says nothing of the described host when another node was asked for this run", async () => {
    reachedBy({ endpoint: "https://10.0.0.3:8006" });
    bench.environment["PROXMOX_VE_HOST3_ENDPOINT"] = bench.at("host3").endpoint;
    expectGreen(await bench.reconcile());
    Reflect.deleteProperty(bench.environment, "PROXMOX_VE_HOST3_ENDPOINT");
    expect(note().otherHosts).toBeUndefined();
  });
});

describe("a preflight", () => {
  it("notes the CA where the cluster is reached in another way, since no reconcile may follow", async () => {
    await bench.deploy({ host3: ALL });
    expectGreen(await bench.preflight(formerly(), bench.describe({ host3: ALL })));
    expect(note().ca).toMatch(/^# host3\n-----BEGIN CERTIFICATE-----\n/);
    expect(asked()).toBe(1);
  });
});

describe("insecure", () => {
  it("is warned of by every process that connects", async () => {
    reachedBy({ insecure: true, fingerprint: undefined });
    const changed = bench.describe({ host3: ALL.slice(0, 2) });
    const results = [
      await bench.reconcile(),
      await bench.preflight(bench.settled({ host3: ALL }), changed),
      await bench.delete(USER),
    ];
    for (const { err } of results) expect(err).toMatch(/^Warning: cluster host3 is insecure: /);
  });
});

describe("fetch-ca", () => {
  it("notes the CA that was lost on its way, and asks for one more deploy", async () => {
    const { code, err } = await bench.call("fetch-ca", bench.base("host3"), {});
    expect({ code, err }).toEqual({
      code: 1,
      err: "Error: access/host3: the cluster's CA was lost on its way and was fetched again. Deploy once more: that takes it.",
    });
    expect(note().ca).toContain("BEGIN CERTIFICATE");
  });
});

describe("the end of a deploy", () => {
  const NEXT = () =>
    `Next, trust for the downstream provider of host3: export SSL_CERT_FILE=${resolve("proxmox-ca.pem")}`;

  it("is the line that makes the provider trust what was trusted here", async () => {
    await bench.reconcile();
    writeFileSync("proxmox-ca.pem", `# Managed\n${PEM}`);
    const { out } = await bench.finish({ host3: ALL }, {}, BUNDLE);
    expect(out.split("\n").at(-1)).toBe(NEXT());
  });

  it("says so too when a cluster is reached in another way, without a new secret", async () => {
    await bench.deploy({ host3: ALL });
    writeFileSync("proxmox-ca.pem", `# Managed\n${PEM}`);
    expectGreen(await bench.preflight(formerly(), bench.describe({ host3: ALL }, BUNDLE)));
    expect((await bench.finish({ host3: ALL }, {}, BUNDLE)).out).toBe(NEXT());
  });

  it("says nothing of it after another change, and where every tool trusts the certificates", async () => {
    await bench.deploy({ host3: ALL });
    writeFileSync("proxmox-ca.pem", `# Managed\n${PEM}`);
    expectGreen(
      await bench.preflight(
        bench.settled({ host3: ALL }),
        bench.describe({ host3: ALL.slice(0, 2) }, BUNDLE),
      ),
    );
    expectGreen(await bench.reconcile(ALL.slice(0, 2)));
    expect((await bench.finish({ host3: ALL.slice(0, 2) }, {}, BUNDLE)).out).toBe("");
    await bench.reconcile();
    writeFileSync("proxmox-ca.pem", "# Managed\n# host3: nothing is needed\n");
    expect((await bench.finish({ host3: ALL }, {}, BUNDLE)).out).not.toContain("trust");
  });

  it.each<[NodeJS.Platform, RegExp]>([
    ["linux", /: export SSL_CERT_FILE=\S+proxmox-ca\.pem$/],
    ["darwin", /: add the certificates in \S+proxmox-ca\.pem to those that this system trusts$/],
    ["win32", /: add the certificates in /],
  ])("on %s is what works there", (platform, expected) => {
    bench.describe({ host3: ALL }, BUNDLE);
    writeFileSync("proxmox-ca.pem", PEM);
    const said: string[] = [];
    tellTrust(new Map(), { say: (line) => said.push(line), warn: fail }, platform);
    expect(said).toEqual([expect.stringMatching(expected)]);
  });

  it.each<[string[], string]>([
    [["host3", "10.0.0.3"], "only for host3, 10.0.0.3"],
    [[], "for no host at all"],
  ])("warns of a certificate that is for other hosts: %j", (otherHosts, names) => {
    const description: Description = bench.describe({ host3: ALL });
    const warned: string[] = [];
    const notes = new Map([["host3", { ca: "", otherHosts }]]);
    tellTrust(notes, { say: fail, warn: (line) => warned.push(line) });
    const host = new URL(description.clusters["host3"]?.cluster.endpoint ?? "").hostname;
    expect(warned).toEqual([
      `the downstream provider will refuse the certificate of host3: it is not for ${host}, ${names}. ` +
        "Use one of its names in `endpoint`, or give the node a certificate for this one.",
    ]);
  });
});

function fail(line: string): void {
  throw new Error(line);
}
