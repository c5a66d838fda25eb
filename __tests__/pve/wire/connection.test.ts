import { readConnection, readReach, forgetAdvice, forgettable } from "../../../pve/wire";
import { PveApiError, PveNetworkError, UntrustedCertificateError } from "../../../pve/wire/errors";
import { UserError } from "../../../pve/user-error";
import type { ClusterSpec } from "../../../pve/spec";

const FINGERPRINT = Array.from({ length: 32 }, () => "AA").join(":");
const PASSWORD = "hunter2";

const cluster: ClusterSpec = { key: "host3", endpoint: "https://host3:8006/api2/json", insecure: false };
const login = { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: PASSWORD };

const read = (environment: NodeJS.ProcessEnv, settings: Partial<ClusterSpec> = {}) =>
  readConnection({ ...cluster, ...settings }, { ...login, ...environment });

test("without more than a login, the description and the defaults count", () => {
  expect(read({})).toEqual({
    key: "host3",
    endpoint: "https://host3:8006",
    proxy: undefined,
    others: [],
    trust: { key: "host3", insecure: false },
    retry: { firstDelayMs: 500, maxDelayMs: 8_000, totalMs: 60_000 },
    limits: { connectMs: 15_000, totalMs: 40_000, bodyBytes: 8 * 1024 * 1024 },
    unreachable: "fail",
    debug: false,
    credentials: {
      kind: "password",
      username: "root@pam",
      password: PASSWORD,
      totp: undefined,
      from: "PROXMOX_VE_USERNAME and PROXMOX_VE_PASSWORD",
    },
  });
});

test("the cluster's own endpoint variable wins; the general one is not for clusters of a configuration", () => {
  const own = { PROXMOX_VE_HOST3_ENDPOINT: "https://host9:8006/" };
  expect(read(own).endpoint).toBe("https://host9:8006");
  expect(read({ PROXMOX_VE_ENDPOINT: "https://host9:8006" }).endpoint).toBe("https://host3:8006");
});

test("PROXMOX_ACCESS_LOG=debug shows requests", () => {
  expect(read({ PROXMOX_ACCESS_LOG: "debug" }).debug).toBe(true);
  expect(read({ PROXMOX_ACCESS_LOG: "" }).debug).toBe(false);
});

describe("how long a call is tried again, and whether the cluster is given up", () => {
  test.each<[NodeJS.ProcessEnv, number, "fail" | "forget"]>([
    [{ PROXMOX_VE_RETRY_SECONDS: "0" }, 0, "fail"],
    [{ PROXMOX_VE_RETRY_SECONDS: "120" }, 120_000, "fail"],
    [{ PROXMOX_VE_HOST3_RETRY_SECONDS: "1", PROXMOX_VE_RETRY_SECONDS: "120" }, 1_000, "fail"],
    [{ PROXMOX_VE_UNREACHABLE: "forget" }, 5_000, "forget"],
    [{ PROXMOX_VE_HOST3_UNREACHABLE: "forget" }, 5_000, "forget"],
    [{ PROXMOX_VE_HOST3_UNREACHABLE: "forget", PROXMOX_VE_RETRY_SECONDS: "90" }, 90_000, "forget"],
    [{ PROXMOX_VE_HOST9_UNREACHABLE: "forget" }, 60_000, "fail"],
  ])("%j", (environment, totalMs, unreachable) => {
    expect(read(environment)).toMatchObject({ retry: { totalMs }, unreachable });
  });

  test("a look gives up sooner, each exchange too, unless the user says how long", () => {
    const patient = (environment: NodeJS.ProcessEnv) =>
      readConnection(cluster, { ...login, ...environment }, 10);
    expect(patient({})).toMatchObject({
      retry: { totalMs: 10_000 },
      limits: { connectMs: 10_000, totalMs: 10_000 },
    });
    expect(patient({ PROXMOX_VE_RETRY_SECONDS: "120" })).toMatchObject({
      retry: { totalMs: 120_000 },
      limits: { connectMs: 15_000, totalMs: 40_000 },
    });
  });
});

describe("what can't be used is named", () => {
  test.each<[NodeJS.ProcessEnv, RegExp]>([
    [{ PROXMOX_VE_HOST3_ENDPOINT: "http://host3" }, /^PROXMOX_VE_HOST3_ENDPOINT must.*not https/],
    [{ PROXMOX_VE_HOST3_UNREACHABLE: "ignore" }, /^PROXMOX_VE_HOST3_UNREACHABLE knows only .*forget/],
    [{ PROXMOX_VE_UNREACHABLE: "yes" }, /^PROXMOX_VE_UNREACHABLE knows only/],
    [{ PROXMOX_VE_RETRY_SECONDS: "soon" }, /^PROXMOX_VE_RETRY_SECONDS must be a number/],
    [{ PROXMOX_ACCESS_LOG: "trace" }, /^PROXMOX_ACCESS_LOG knows only the value `debug`/],
    [{ PROXMOX_VE_FINGERPRINT: "AA" }, /^PROXMOX_VE_FINGERPRINT must be/],
    [{ PROXMOX_VE_USERNAME: "" }, /^PROXMOX_VE_PASSWORD is set but/],
  ])("%j", (environment, message) => {
    expect(() => read(environment)).toThrow(UserError);
    expect(() => read(environment)).toThrow(message);
  });

  test("all at once, each on a line, and without a secret", () => {
    const environment = {
      PROXMOX_VE_HOST3_ENDPOINT: "host9:8006",
      PROXMOX_VE_INSECURE: "perhaps",
      PROXMOX_VE_UNREACHABLE: "ignore",
      PROXMOX_VE_USERNAME: "root",
    };
    const faults = [
      /^PROXMOX_VE_HOST3_ENDPOINT/,
      /^PROXMOX_VE_INSECURE/,
      /^PROXMOX_VE_UNREACHABLE/,
      /USERNAME/,
    ];
    let text = "";
    try {
      read(environment);
    } catch (error) {
      text = (error as Error).message;
    }
    const lines = text.split("\n");
    expect(lines).toEqual(faults.map((fault) => expect.stringMatching(fault)));
    expect(text).not.toContain(PASSWORD);
  });
});

test("who has no login yet can read the rest", () => {
  const { endpoint, trust } = readReach(cluster, { PROXMOX_VE_HOST3_FINGERPRINT: FINGERPRINT });
  expect(endpoint).toBe("https://host3:8006");
  expect(trust).toEqual({ key: "host3", insecure: false, fingerprints: [FINGERPRINT] });
  expect(() => readConnection(cluster, {})).toThrow(/no login for cluster host3/);
});

describe("a cluster may be given up", () => {
  const call = { method: "GET", path: "/version", endpoint: "https://host3:8006" };
  const lost = { what: "it failed", sent: false };

  test.each<[string, unknown, boolean]>([
    ["that can't be reached", new PveNetworkError(call, lost), true],
    ["not for a certificate that is not trusted", new UntrustedCertificateError(call, lost), false],
    ["not for a refusal", new PveApiError(call, { status: 595, reason: "", detail: "", errors: {} }), false],
    ["not for anything else", new UserError("no login"), false],
  ])("%s", (_name, error, expected) => {
    expect(forgettable(error)).toBe(expected);
  });

  test("by the variable that the advice names", () => {
    const variable = /set (\S+)=forget/.exec(forgetAdvice("my-host.3"))?.[1] ?? "";
    expect(variable).toBe("PROXMOX_VE_MY_HOST_3_UNREACHABLE");
    const own = { ...cluster, key: "my-host.3" };
    expect(readConnection(own, { ...login, [variable]: "forget" }).unreachable).toBe("forget");
  });
});
