import fc from "fast-check";
import { addressOf, endpointFault, missingPort, normaliseEndpoint, prefixOf } from "../../../pve/names";
import { proxyFor } from "../../../pve/wire/transport/proxy";

test.each([
  ["https://host3:8006", "https://host3:8006", ""],
  ["https://host3:8006/", "https://host3:8006", ""],
  ["https://host3:8006/api2/json", "https://host3:8006", ""],
  ["https://host3:8006/api2/json/", "https://host3:8006", ""],
  ["HTTPS://Host3.Example.org:8006", "https://host3.example.org:8006", ""],
  ["https://host3.example.org", "https://host3.example.org:443", ""],
  ["https://host3.example.org:443/", "https://host3.example.org:443", ""],
  ["https://[::1]:8006", "https://[::1]:8006", ""],
  ["https://[fd00::0001]", "https://[fd00::1]:443", ""],
  ["https://pve.example.com/cluster1", "https://pve.example.com:443/cluster1", "/cluster1"],
  ["https://pve.example.com/a/b~c_1.2/api2/json/", "https://pve.example.com:443/a/b~c_1.2", "/a/b~c_1.2"],
  ["https://pve.example.com/api2x/", "https://pve.example.com:443/api2x", "/api2x"],
])("%s is %s", (written, endpoint, prefix) => {
  expect(normaliseEndpoint(written, "clusters.host3.endpoint")).toBe(endpoint);
  expect(normaliseEndpoint(endpoint, "clusters.host3.endpoint")).toBe(endpoint);
  expect(prefixOf(endpoint)).toBe(prefix);
});

test.each([
  ["host3:8006", /not https/],
  ["host3", /must look like/],
  ["http://host3:8006", /not https/],
  ["https://root:hunter2@host3:8006", /without a user or password/],
  ["https://host3:8006/?hunter2", /leave out what stands behind \? or #/],
  ["https://host3:8006/#v1:0:hunter2", /leave out what stands behind \? or #/],
  ["https://host3:8006/a/../hunter2", /a path behind it is that of a reverse proxy/],
  ["https://host3:8006/a//hunter2", /a path behind it/],
  ["https://host3:8006/hunter2%2F", /a path behind it/],
  ["https://host3:8006\\hunter2", /must look like/],
  ["https://fd00::1:8006", /an IPv6 address stands in brackets, such as https:\/\/\[fd00::1\]:8006/],
  ["https://::1", /in brackets/],
  ["https://${var.host}:8006", /a host has letters, digits, - and \./],
  ["https://host3:8006:hunter2", /8006\.$/],
  ["", /must look like/],
])("%s is refused, without showing what may be a secret", (written, message) => {
  const normalise = () => normaliseEndpoint(written, "clusters.host3.endpoint");
  expect(normalise).toThrow(message);
  expect(normalise).not.toThrow(/hunter2/);
});

test("what is taken has one form, with which the API's URLs are what they seem", () => {
  const part = fc.constantFrom(
    "/",
    "//",
    "..",
    ".",
    "a",
    "api2",
    "json",
    "%2f",
    "?",
    "#",
    ":1",
    "\\",
    "@",
    "~",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const written = `https://host3${parts.join("")}`;
      fc.pre(endpointFault(written) === undefined);
      const endpoint = normaliseEndpoint(written, "it");
      expect(endpoint).toMatch(/^https:\/\/host3[^/]*:\d+(\/[^/]+)*$/);
      expect(new URL(`${endpoint}/api2/json/version`).pathname).toBe(
        `${prefixOf(endpoint)}/api2/json/version`,
      );
    }),
  );
});

test.each([
  ["https://pve1", /names no port, so it is https's own, 443.* write https:\/\/pve1:8006, or :443/],
  ["https://pve1/cluster1", /names no port/],
  ["https://[fd00::1]/", /write https:\/\/\[fd00::1\]:8006/],
])("of %s is said which port it has", (written, notice) => {
  expect(missingPort(written)).toMatch(notice);
});

test.each(["https://pve1:443", "https://pve1:8006/cluster1", "HTTPS://[fd00::1]:8006"])(
  "%s names its port",
  (written) => {
    expect(missingPort(written)).toBeUndefined();
  },
);

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
