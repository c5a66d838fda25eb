import { addressOf, normaliseEndpoint } from "../../../pve/names/endpoint";
import { proxyFor } from "../../../pve/wire/proxy";

test.each([
  ["https://host3:8006", "https://host3:8006"],
  ["https://host3:8006/", "https://host3:8006"],
  ["https://host3:8006/api2/json", "https://host3:8006"],
  ["https://host3:8006/api2/json/", "https://host3:8006"],
  [" HTTPS://Host3.Example.org:8006 ", "https://host3.example.org:8006"],
  ["https://host3.example.org", "https://host3.example.org"],
  ["https://[::1]:8006", "https://[::1]:8006"],
])("%s is %s", (written, endpoint) => {
  expect(normaliseEndpoint(written, "clusters.host3.endpoint")).toBe(endpoint);
});

test.each([
  ["host3:8006", /not https/],
  ["host3", /must look like/],
  ["http://host3:8006", /not https/],
  ["https://root:hunter2@host3:8006", /without a user or password/],
  ["https://host3:8006/pve", /only \/ or \/api2\/json/],
  ["https://host3:8006/?hunter2", /only \/ or \/api2\/json/],
  ["", /must look like/],
])("%s is refused, without showing what may be a secret", (written, message) => {
  const normalise = () => normaliseEndpoint(written, "clusters.host3.endpoint");
  expect(normalise).toThrow(message);
  expect(normalise).not.toThrow(/hunter2/);
});

test.each([
  ["https://[::1]:8006", { host: "::1", port: 8006 }],
  ["https://host3", { host: "host3", port: 443 }],
])("%s is dialled at its host and port", (endpoint, address) => {
  expect(addressOf(endpoint)).toEqual(address);
});

describe("the proxy", () => {
  const kept = process.env;
  beforeEach(() => {
    process.env = { ...kept };
  });
  afterEach(() => {
    process.env = kept;
  });

  test.each([
    ["https://host3:8006", "http://proxy:3128", "", "proxy:3128"],
    ["https://host3:8006", "http://proxy:3128", "host3", undefined],
    ["https://a.example.org:8006", "http://proxy:3128", ".example.org", undefined],
    ["https://127.0.0.1:8006", "http://proxy:3128", "", undefined],
    ["https://localhost:8006", "http://proxy:3128", "", undefined],
    ["https://[::1]:8006", "http://proxy:3128", "", undefined],
  ])("for %s, with HTTPS_PROXY=%s and NO_PROXY=%s, is %s", (endpoint, proxy, none, host) => {
    process.env["HTTPS_PROXY"] = proxy;
    process.env["NO_PROXY"] = none;
    expect(proxyFor(endpoint)?.host).toBe(host);
  });

  test("that is none is refused without its password", () => {
    process.env["HTTPS_PROXY"] = "socks5://user:hunter2@proxy:1080";
    delete process.env["NO_PROXY"];
    expect(() => proxyFor("https://host3:8006")).toThrow(/HTTPS_PROXY must be/);
    expect(() => proxyFor("https://host3:8006")).not.toThrow(/hunter2/);
  });
});
