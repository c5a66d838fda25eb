import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiPath } from "../../../pve/wire/client";
import { connect, connectWithToken, openChannel, type ConnectOptions } from "../../../pve/wire/connect";
import { logIn } from "../../../pve/wire/login/login";
import type { ClusterSpec } from "../../../pve/spec";
import { startSimulator, type PveRelease, type Simulator } from "../../../simulator";

const RETRY = { firstDelayMs: 1, maxDelayMs: 10, totalMs: 60_000 };
const TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

let simulator: Simulator;
let notices: string[];

afterEach(() => simulator.stop());

async function start(pve: PveRelease = "9.2"): Promise<void> {
  simulator = await startSimulator({ pve });
  notices = [];
}

const unpinned = (settings: Partial<ClusterSpec> = {}): ClusterSpec => ({
  key: "host3",
  endpoint: simulator.endpoint,
  insecure: false,
  ...settings,
});
const cluster = (settings: Partial<ClusterSpec> = {}): ClusterSpec =>
  unpinned({ fingerprint: simulator.fingerprint, ...settings });
const options = (environment: NodeJS.ProcessEnv): ConnectOptions => ({
  environment,
  notice: (line) => notices.push(line),
  retry: RETRY,
});
const root = () => ({ PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: simulator.rootPassword });

/** What `proxmox-access login` would set. */
async function ticketVariables(): Promise<NodeJS.ProcessEnv> {
  const { ticket, csrfToken } = await logIn(openChannel(cluster(), options({})), {
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
    const client = await connect(cluster(), options(root()));
    expect(client.identity).toBe("root@pam");
    const path = apiPath`/access/users/${"root@pam"}/token/${"ci"}`;
    const { value } = await client.post<{ value: string }>(path, { privsep: false });
    await expect(client.get<{ version: string }>("/version")).resolves.toMatchObject({
      version: expect.stringMatching(`^${pve[0] ?? ""}\\.`) as string,
    });

    const ticket = await connect(cluster(), options(await ticketVariables()));
    await ticket.post("/access/roles", { roleid: "by-ticket", privs: "VM.Audit" });

    const fullTokenid = "root@pam!ci";
    const token = await connectWithToken(cluster(), { fullTokenid, secret: value }, options({}));
    expect(token.identity).toBe(fullTokenid);
    await token.delete(apiPath`/access/roles/${"by-ticket"}`);

    const fromEnvironment = await connect(
      cluster(),
      options({ PROXMOX_VE_API_TOKEN: `${fullTokenid}=${value}` }),
    );
    await expect(fromEnvironment.get("/access/roles/by-ticket")).rejects.toMatchObject({ kind: "missing" });
  });

  test("two-factor login answers the challenge with the code of the environment", async () => {
    simulator.addUser({ userid: "a@pve", password: "secret-a", totpSecret: TOTP_SECRET });
    const password = { PROXMOX_VE_USERNAME: "a@pve", PROXMOX_VE_HOST3_PASSWORD: "secret-a" };
    const code = simulator.totp("a@pve").replace("totp:", "");
    await expect(connect(cluster(), options(password))).rejects.toThrow(
      /PROXMOX_VE_HOST3_TOTP.*proxmox-access login host3/,
    );
    const wrong = { ...password, PROXMOX_VE_TOTP: code === "000000" ? "000001" : "000000" };
    await expect(connect(cluster(), options(wrong))).rejects.toThrow(/refused the TOTP code of a@pve/);
    const client = await connect(cluster(), options({ ...password, PROXMOX_VE_TOTP: code }));
    await expect(client.get("/version")).resolves.toBeDefined();
  });

  test("a refused login names the variables, an unknown realm its like", async () => {
    const wrong = { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_HOST3_PASSWORD: "hunter2" };
    await expect(connect(cluster(), options(wrong))).rejects.toThrow(
      /PROXMOX_VE_USERNAME and PROXMOX_VE_HOST3_PASSWORD/,
    );
    const realm = { PROXMOX_VE_USERNAME: "a@nosuch", PROXMOX_VE_PASSWORD: "hunter2" };
    await expect(connect(cluster(), options(realm))).rejects.toThrow(/has no realm nosuch.*it has pam, pve/);
  });
});

describe("a credential that PVE refuses says what to do", () => {
  beforeEach(() => start());

  test("an expired ticket", async () => {
    const client = await connect(cluster(), options(await ticketVariables()));
    simulator.advanceClock(3 * 60 * 60);
    await expect(client.get("/version")).rejects.toMatchObject({
      kind: "unauthorized",
      message: expect.stringMatching(
        /ticket.*has expired.*2 hours.*npx proxmox-access login host3/,
      ) as string,
    });
  });

  test("an unknown token, without its secret", async () => {
    const secret = "12345678-1234-1234-1234-123456789abc";
    const client = await connect(cluster(), options({ PROXMOX_VE_API_TOKEN: `root@pam!gone=${secret}` }));
    await expect(client.get("/version")).rejects.toThrow(/token of PROXMOX_VE_API_TOKEN was refused/);
    await expect(client.get("/version")).rejects.not.toThrow(secret);
  });
});

describe("trouble on the way", () => {
  beforeEach(() => start());

  test("a taken lock is waited for, and told once", async () => {
    const client = await connect(cluster(), options(root()));
    notices = [];
    simulator.faults.on({ method: "POST", path: "/access/roles" }, { lock: true, times: 2 });
    await client.post("/access/roles", { roleid: "r", privs: "VM.Audit" });
    expect(simulator.snapshot().roles).toHaveLength(1);
    expect(notices).toEqual([expect.stringMatching(/got lock request timeout.*Trying again for up to 60 s/)]);
  });

  test("a create whose answer is lost is not repeated, and its result is unknown", async () => {
    const client = await connect(cluster(), options(root()));
    simulator.clearRequests();
    simulator.faults.on({ method: "POST", path: "/access/roles" }, { at: "handled", do: "cut" });
    await expect(client.post("/access/roles", { roleid: "r" })).rejects.toMatchObject({
      resultUnknown: true,
    });
    expect(simulator.requests).toHaveLength(1);
  });

  test("a read whose answer is lost is repeated", async () => {
    const client = await connect(cluster(), options(root()));
    simulator.faults.on({ method: "GET" }, { at: "handled", do: "cut", times: 1 });
    await expect(client.get("/version")).resolves.toBeDefined();
  });
});

describe("settings", () => {
  beforeEach(() => start());

  test("a CA file of the configuration is trusted, and the downstream provider is thought of", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ca-"));
    const caFile = join(folder, "ca.pem");
    writeFileSync(caFile, simulator.caCertificate);
    await connect(unpinned({ caFile }), options(root()));
    rmSync(folder, { recursive: true });
    expect(notices).toEqual([expect.stringContaining(`SSL_CERT_FILE=${caFile}`)]);
  });

  test("insecure is warned about at each connection", async () => {
    await connect(unpinned({ insecure: true }), options(root()));
    await connect(unpinned({ insecure: true }), options(root()));
    expect(notices).toHaveLength(2);
    expect(notices[0]).toMatch(/^Warning: cluster host3 is insecure/);
  });

  test("a certificate that expires soon is warned about, once a connection", async () => {
    await simulator.stop();
    simulator = await startSimulator({ pve: "9.2", certificateOptions: { validForDays: 3 } });
    const client = await connect(cluster(), options(root()));
    await client.get("/version");
    expect(notices.filter((line) => /certificate of cluster host3 expires in/.test(line))).toHaveLength(1);
  });

  test("the cluster's own endpoint variable wins; the general one is not for clusters of a configuration", async () => {
    const elsewhere = cluster({ endpoint: "https://host3.invalid:8006" });
    const own = { ...root(), PROXMOX_VE_HOST3_ENDPOINT: `${simulator.endpoint}/api2/json` };
    expect((await connect(elsewhere, options(own))).endpoint).toBe(simulator.endpoint);
    const general = { ...root(), PROXMOX_VE_ENDPOINT: "https://host3.invalid:8006" };
    expect((await connect(cluster(), options(general))).endpoint).toBe(simulator.endpoint);
  });

  test.each([
    ["0", 0],
    ["120", 120_000],
  ])("PROXMOX_VE_RETRY_SECONDS=%s bounds the retries", (value, totalMs) => {
    const environment = { PROXMOX_VE_RETRY_SECONDS: value };
    expect(openChannel(cluster(), { environment, notice: () => undefined }).retry.totalMs).toBe(totalMs);
  });

  test("a missing login is reported before anything is sent", async () => {
    await expect(connect(cluster(), options({}))).rejects.toThrow(/no login for cluster host3/);
    expect(simulator.requests).toEqual([]);
  });
});
