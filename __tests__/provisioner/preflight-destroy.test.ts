/** `preflight` of a destroy, and at clusters that cannot be reached. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type ObjectSpec, type Settings, encodeCluster } from "../../pve/spec";
import { ACL, ALL, FULL_TOKENID, ROLE, TOKEN, USER } from "../pve/reconcile/objects";
import { DOWN } from "../support/node-front";
import { beyondFresh } from "../support/pve/pve-state";
import { Bench, expectGreen } from "./bench";

const BOTH = { host3: ALL, nuc: ALL };
const MORE: ObjectSpec = { ...ROLE, privileges: { list: ["VM.Audit", "VM.Backup", "VM.Clone"] } };
const CHANGED = [USER, MORE, TOKEN, ACL];

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start(["host3", "nuc"]);
});
beforeEach(() => bench.begin());
afterEach(() => bench.end());
afterAll(() => bench.stop());

const note = () => JSON.parse(readFileSync(".run/settled.json", "utf8")) as Record<string, string>;
const pve = (key: string) => beyondFresh(bench.at(key));

describe("before a destroy", () => {
  it("asks all clusters, takes nothing away, and forgets what is noted of earlier runs", async () => {
    await bench.deploy(BOTH);
    writeFileSync(".run/settled.json", "{}");
    const before = pve("nuc");
    expectGreen(await bench.preflight(bench.settled(BOTH), bench.describe(BOTH)));
    for (const key of ["host3", "nuc"])
      expect(bench.requests(key)).toEqual(["POST /access/ticket", "GET /access/permissions"]);
    expect(pve("nuc")).toEqual(before);
    expect(existsSync(".run/settled.json")).toBe(false);
    expect(readFileSync(".run/states.txt", "utf8")).toBe("1\n");
  });

  it("stops at a cluster that cannot be reached, and says how to give it up", async () => {
    await bench.deploy(BOTH);
    bench.takeDown("nuc");
    const stopped = await bench.preflight(bench.settled(BOTH), bench.describe(BOTH));
    expect(stopped.code).toBe(1);
    expect(stopped.err).toMatch(/If the cluster is gone for good, set PROXMOX_VE_NUC_UNREACHABLE=forget\.$/);
    bench.environment["PROXMOX_VE_NUC_UNREACHABLE"] = "forget";
    expectGreen(await bench.preflight(bench.settled(BOTH), bench.describe(BOTH)));
  });

  it("stops at a login that is refused, whether the cluster was given up or not", async () => {
    await bench.deploy({ host3: ALL });
    const password = bench.environment["PROXMOX_VE_PASSWORD"];
    bench.environment["PROXMOX_VE_PASSWORD"] = "wrong";
    bench.environment["PROXMOX_VE_HOST3_UNREACHABLE"] = "forget";
    const { code, err } = await bench.preflight(
      bench.settled({ host3: ALL }),
      bench.describe({ host3: ALL }),
    );
    bench.environment["PROXMOX_VE_PASSWORD"] = password;
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/root@pam/) });
  });
});

describe("a cluster that cannot be reached", () => {
  it("may be given up when it is taken out, and what is left there is named", async () => {
    await bench.deploy(BOTH);
    bench.takeDown("nuc");
    const stopped = await bench.preflight(bench.settled(BOTH), bench.describe({ host3: ALL }));
    expect(stopped.err).toMatch(/PROXMOX_VE_NUC_UNREACHABLE=forget/);
    bench.environment["PROXMOX_VE_NUC_UNREACHABLE"] = "forget";
    const { code, err } = await bench.preflight(bench.settled(BOTH), bench.describe({ host3: ALL }));
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(
        /^Warning: nuc cannot be reached and was given up: if it ever comes back, these are still there: /,
      ),
    });
    for (const object of ["user opentofu@pve", "role opentofu-role", `token ${FULL_TOKENID}`])
      expect(err).toContain(object);
    expect(note()).toEqual(bench.settled({ host3: ALL, nuc: [] }));
  });

  it("is not given up when it is to be changed", async () => {
    await bench.deploy({ host3: ALL });
    bench.takeDown("host3");
    bench.environment["PROXMOX_VE_HOST3_UNREACHABLE"] = "forget";
    const { code, err } = await bench.preflight(
      bench.settled({ host3: ALL }),
      bench.describe({ host3: CHANGED }),
    );
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: access: host3: POST \/access\/ticket at /);
  });
});

describe("a cluster of several endpoints, of which the first one is down", () => {
  const several = () => {
    const { endpoint, ...reach } = bench.cluster("nuc");
    const cluster = { ...reach, endpoint: DOWN, otherEndpoints: [endpoint] };
    const settled = Object.entries(encodeCluster(cluster)).map(([name, value]) => [`nuc ${name}`, value]);
    return { cluster, settled: { ...bench.settled(BOTH), ...(Object.fromEntries(settled) as Settings) } };
  };
  const told = () =>
    `Cluster nuc is reached at ${bench.at("nuc").endpoint}: ${DOWN} can't be reached (ECONNREFUSED).`;

  it("is emptied when it is taken out, by what the state says of it", async () => {
    await bench.deploy(BOTH);
    const { code, err } = await bench.preflight(several().settled, bench.describe({ host3: ALL }));
    expect({ code, err }).toEqual({ code: 0, err: told() });
    expect(pve("nuc")).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
  });

  it("is checked when another endpoint comes to be described, and stays as it is", async () => {
    await bench.deploy(BOTH);
    const { host3, nuc } = bench.describe(BOTH).clusters;
    const clusters = { host3: host3!, nuc: { ...nuc!, cluster: several().cluster } };
    const before = pve("nuc");
    const { code, err } = await bench.preflight(bench.settled(BOTH), bench.describe(BOTH, { clusters }));
    expect({ code, err }).toEqual({ code: 0, err: told() });
    expect(bench.requests("host3")).toEqual([]);
    expect(bench.requests("nuc").filter((request) => !request.startsWith("GET "))).toEqual([
      "POST /access/ticket",
    ]);
    expect(pve("nuc")).toEqual(before);
  });
});
