import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClusterSpec } from "../../../pve/spec";
import {
  apiPath,
  connect,
  logIn,
  openChannel,
  readConnection,
  readReach,
  type PveClient,
} from "../../../pve/wire";
import { startSimulator, type PveRelease, type Simulator } from "../../../simulator";

const RETRY = { firstDelayMs: 1, maxDelayMs: 10, totalMs: 60_000 };
const TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

let simulator: Simulator;
let notices: string[];
let warnings: unknown[];

afterEach(() => simulator.stop());

async function start(pve: PveRelease = "9.2"): Promise<void> {
  simulator = await startSimulator({ pve });
  notices = [];
  warnings = [];
}

const unpinned = (settings: Partial<ClusterSpec> = {}): ClusterSpec => ({
  key: "host3",
  endpoint: simulator.endpoint,
  insecure: false,
  ...settings,
});
const cluster = (): ClusterSpec => unpinned({ fingerprint: simulator.fingerprint });
const notice = (line: string, warning?: string) => {
  notices.push(line);
  if (warning !== undefined) warnings.push(warning);
};

/** Connects as a run does, with quick retries. */
async function open(environment: NodeJS.ProcessEnv, spec = cluster()): Promise<PveClient> {
  return connect({ ...readConnection(spec, environment), retry: RETRY }, notice);
}

const root = () => ({ PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: simulator.rootPassword });

/** What `cdktf-proxmox-access login` would set. */
async function ticketVariables(): Promise<NodeJS.ProcessEnv> {
  const { ticket, csrfToken } = await logIn(openChannel(readReach(cluster(), {}), notice), {
    username: "root@pam",
    password: simulator.rootPassword,
    totp: () => Promise.resolve(undefined),
    totpAdvice: "",
    from: "the test",
  });
  return { PROXMOX_VE_HOST3_AUTH_TICKET: ticket, PROXMOX_VE_HOST3_CSRF_PREVENTION_TOKEN: csrfToken };
}

describe.each<PveRelease>(["7.4", "8.4", "9.2"])("on PVE %s", (pve) => {
  beforeEach(() => start(pve));

  test("password, ticket and token all open the API", async () => {
    const client = await open(root());
    expect(client.identity).toBe("root@pam");
    const path = apiPath`/access/users/${"root@pam"}/token/${"ci"}`;
    const { value } = await client.post<{ value: string }>(path, { privsep: false });
    await expect(client.get<{ version: string }>("/version")).resolves.toMatchObject({
      version: expect.stringMatching(`^${pve[0] ?? ""}\\.`) as string,
    });

    const ticket = await open(await ticketVariables());
    await ticket.post("/access/roles", { roleid: "by-ticket", privs: "VM.Audit" });

    const fullTokenid = "root@pam!ci";
    const token = client.asToken(fullTokenid, value);
    expect(token.identity).toBe(fullTokenid);
    await token.delete(apiPath`/access/roles/${"by-ticket"}`);

    const fromEnvironment = await open({ PROXMOX_VE_API_TOKEN: `${fullTokenid}=${value}` });
    await expect(fromEnvironment.get("/access/roles/by-ticket")).rejects.toMatchObject({ kind: "missing" });
  });

  test("two-factor login answers the challenge with the code of the environment", async () => {
    simulator.addUser({ userid: "a@pve", password: "secret-a", totpSecret: TOTP_SECRET });
    const password = { PROXMOX_VE_USERNAME: "a@pve", PROXMOX_VE_HOST3_PASSWORD: "secret-a" };
    const code = simulator.totp("a@pve").replace("totp:", "");
    await expect(open(password)).rejects.toThrow(
      /two-factor login, and there is no code.*proxmox-access login host3/,
    );
    const wrong = { ...password, PROXMOX_VE_TOTP: code === "000000" ? "000001" : "000000" };
    await expect(open(wrong)).rejects.toThrow(/refused the TOTP code of a@pve/);
    const client = await open({ ...password, PROXMOX_VE_TOTP: code });
    await expect(client.get("/version")).resolves.toBeDefined();
  });

  test("a refused login names the variables, an unknown realm its like", async () => {
    const wrong = { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_HOST3_PASSWORD: "hunter2" };
    await expect(open(wrong)).rejects.toThrow(/PROXMOX_VE_USERNAME and PROXMOX_VE_HOST3_PASSWORD/);
    const realm = { PROXMOX_VE_USERNAME: "a@nosuch", PROXMOX_VE_PASSWORD: "hunter2" };
    await expect(open(realm)).rejects.toThrow(/has no realm nosuch.*it has pam, pve/);
  });
});

describe("a credential that PVE refuses says what to do", () => {
  beforeEach(() => start());

  test("an expired ticket", async () => {
    const client = await open(await ticketVariables());
    simulator.advanceClock(3 * 60 * 60);
    await expect(client.get("/version")).rejects.toMatchObject({
      kind: "unauthorized",
      message: expect.stringMatching(
        /ticket.*has expired.*2 hours.*npx cdktf-proxmox-access login host3/,
      ) as string,
    });
  });

  test("an unknown token, without its secret", async () => {
    const secret = "12345678-1234-1234-1234-123456789abc";
    const client = await open({ PROXMOX_VE_API_TOKEN: `root@pam!gone=${secret}` });
    await expect(client.get("/version")).rejects.toThrow(/token of PROXMOX_VE_API_TOKEN was refused/);
    await expect(client.get("/version")).rejects.not.toThrow(secret);
  });
});

describe("trouble on the way", () => {
  beforeEach(() => start());

  test("a taken lock is waited for, and told once", async () => {
    const client = await open(root());
    notices = [];
    simulator.faults.on({ method: "POST", path: "/access/roles" }, { lock: true, times: 2 });
    await client.post("/access/roles", { roleid: "r", privs: "VM.Audit" });
    expect(simulator.snapshot().roles).toHaveLength(1);
    expect(notices).toEqual([expect.stringMatching(/got lock request timeout.*Trying again for up to 60 s/)]);
  });

  test("a create whose answer is lost is not repeated, and its result is unknown", async () => {
    const client = await open(root());
    simulator.clearRequests();
    simulator.faults.on({ method: "POST", path: "/access/roles" }, { at: "handled", do: "cut" });
    await expect(client.post("/access/roles", { roleid: "r" })).rejects.toMatchObject({
      resultUnknown: true,
    });
    expect(simulator.requests).toHaveLength(1);
  });

  test("a read whose answer is lost is repeated", async () => {
    const client = await open(root());
    simulator.faults.on({ method: "GET" }, { at: "handled", do: "cut", times: 1 });
    await expect(client.get("/version")).resolves.toBeDefined();
  });
});

describe("a run", () => {
  beforeEach(() => start());

  test("logs in by one call, and sends nothing of it with a token that it has made", async () => {
    const client = await open(root());
    const path = apiPath`/access/users/${"root@pam"}/token/${"ci"}`;
    const { value } = await client.post<{ value: string }>(path, { privsep: false });
    await client.asToken("root@pam!ci", value).get("/access/permissions");
    expect(
      simulator.requests.map(({ method, path: called, identity }) => [method, called, identity]),
    ).toEqual([
      ["POST", "/access/ticket", undefined],
      ["POST", path.replace("%40", "@"), "root@pam"],
      ["GET", "/access/permissions", "root@pam!ci"],
    ]);
  });

  test("says what to do when a token that it has made is refused", async () => {
    const client = await open(root());
    const token = client.asToken("root@pam!gone", "12345678-1234-1234-1234-123456789abc");
    await expect(token.get("/version")).rejects.toThrow(/token root@pam!gone was refused/);
  });

  test("shows its requests with PROXMOX_ACCESS_LOG=debug, and no secret", async () => {
    const client = await open({ ...root(), PROXMOX_ACCESS_LOG: "debug" });
    const { value } = await client.post<{ value: string }>("/access/users/root@pam/token/ci", {});
    await client.asToken("root@pam!ci", value).get("/access/permissions", { path: "/" });
    await client.get("/access/roles/nosuch").catch(() => undefined);
    expect(notices).toEqual([
      expect.stringMatching(/^debug: host3: POST \/access\/ticket 200 \d+ ms$/),
      expect.stringMatching(/^debug: host3: POST \/access\/users\/root@pam\/token\/ci 200 \d+ ms$/),
      expect.stringMatching(/^debug: host3: GET \/access\/permissions\?path 200 \d+ ms$/),
      expect.stringMatching(/^debug: host3: GET \/access\/roles\/nosuch 500 \d+ ms$/),
    ]);
    expect(warnings).toEqual([]);
    expect(notices.join()).not.toMatch(`${value}|${simulator.rootPassword}|PVE:`);
  });

  test("uses a CA file of the configuration", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ca-"));
    const caFile = join(folder, "ca.pem");
    writeFileSync(caFile, simulator.caCertificate);
    const client = await open(root(), unpinned({ caFile }));
    rmSync(folder, { recursive: true });
    await expect(client.get("/version")).resolves.toBeDefined();
    expect(notices).toEqual([]);
  });

  test("warns once of a cluster that is insecure", async () => {
    const client = await open(root(), unpinned({ insecure: true }));
    await client.get("/version");
    expect(notices).toEqual([expect.stringMatching(/^Warning: cluster host3 is insecure/)]);
    expect(warnings).toEqual([expect.stringMatching(/^cluster host3 is insecure/)]);
  });

  test("warns once of a certificate that expires soon, however often it has to connect", async () => {
    await simulator.stop();
    simulator = await startSimulator({ pve: "9.2", certificateOptions: { validForDays: 3 } });
    const client = await open(root());
    await client.get("/access/roles/nosuch").catch(() => undefined);
    await client.get("/version");
    expect(notices).toEqual([expect.stringMatching(/certificate of cluster host3 expires in/)]);
  });
});
