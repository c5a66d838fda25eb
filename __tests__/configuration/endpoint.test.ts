import { loadConfiguration } from "../../configuration";
import { H, faultsOf, one } from "./support";

test.each([
  "http://host3:8006",
  "host3:8006",
  "https://host3:8006/pve%20x",
  "https://host3:8006/?a=b",
  "https://host3:8006#a",
  "https://host3:0",
  " https://host3:8006",
  "https://host3:99999",
  "https://joe:hunter22@host3:8006",
  "",
])("the endpoint %j is refused, and is not repeated: it may hold a password", (endpoint) => {
  const faults = faultsOf(one({ endpoint }));
  expect(faults).toEqual([
    expect.stringContaining("endpoint: must look like https://host3.example.org:8006"),
  ]);
  expect(faults.join()).not.toContain("hunter22");
});

test.each([
  ["https://HOST3/", "https://host3"],
  ["https://host3:443/cluster1/", "https://host3:443/cluster1"],
  ["https://[fd00::1]:8006/api2/json", "https://[fd00::1]:8006"],
])("the endpoint %j is tidied to %j, and no port is made up", (written, endpoint) => {
  expect(loadConfiguration(one({ endpoint: written })).clusters["host3"]?.endpoint).toEqual([endpoint]);
});

test("two clusters behind one host are two, and one that is written in two ways is one", () => {
  const at = (a: string, b: string) => faultsOf({ clusters: { a: { endpoint: a }, b: { endpoint: b } } });
  expect(at("https://pve.example.com/one", "https://pve.example.com/two")).toEqual([]);
  expect(at("https://pve.example.com/one", "https://pve.example.com:443/one/api2/json")).toHaveLength(2);
  expect(at("https://pve.example.com", "https://pve.example.com:8006")).toEqual([]);
});

describe("several endpoints", () => {
  const A = "AB".repeat(32);
  const B = "CD".repeat(32);

  test("come out in their order, as do fingerprints, which are one or several whatever the endpoints are", () => {
    const { clusters } = loadConfiguration(
      one({ endpoint: ["https://host3:8006/", "https://host4:8006"], fingerprint: [A, B] }),
    );
    expect(clusters["host3"]).toMatchObject({
      endpoint: ["https://host3:8006", "https://host4:8006"],
      fingerprint: [A, B].map((digits) => digits.match(/../g)?.join(":")),
    });
    expect(faultsOf(one({ endpoint: "https://host3:8006", fingerprint: [A, B] }))).toEqual([]);
    expect(faultsOf(one({ endpoint: ["https://host3:8006", "https://host4:8006"] }))).toEqual([]);
  });

  test.each<[string, object, readonly string[]]>([
    ["none", { endpoint: [] }, ["endpoint: is empty; name at least one"]],
    ["no text", { endpoint: 5 }, ["endpoint: must be an endpoint, or a list of them"]],
    [
      "two that are none",
      { endpoint: ["https://host3:8006", "http://host4", 5] },
      [
        "endpoint[1]: must look like https://host3.example.org:8006; it is not https, and a login is never sent in clear text",
        'endpoint[2]: must be text, in quotes: "5"',
      ],
    ],
    [
      "one twice, written in two ways",
      { endpoint: ["https://host3", "https://host4", "https://HOST3:443/api2/json"] },
      ["endpoint[2]: is endpoint[0] again; leave one of them out"],
    ],
    [
      "a fingerprint twice",
      { fingerprint: [A, A.toLowerCase()] },
      ["fingerprint[1]: is fingerprint[0] again; leave one of them out"],
    ],
    [
      "a fingerprint that is none",
      { fingerprint: [A, "AB:CD"] },
      ["fingerprint[1]: is no SHA-256 fingerprint: 32 pairs of hex digits, as `pvenode cert info` prints it"],
    ],
  ])("%s: refused", (_, cluster, faults) => {
    expect(faultsOf(one(cluster))).toEqual(faults.map((fault) => `${H}.${fault}`));
  });

  test("an endpoint has to be there", () => {
    expect(faultsOf({ clusters: { host3: {} } })).toEqual([`${H}.endpoint: is missing`]);
  });

  test("the first one tells which cluster it is", () => {
    const at = (a: string, b: string) =>
      faultsOf({ clusters: { a: { endpoint: [a, b] }, b: { endpoint: [b] } } });
    expect(at("https://host3", "https://host4")).toEqual([]);
    const same = {
      a: { endpoint: ["https://host3", "https://host4"] },
      b: { endpoint: "https://host3:443" },
    };
    expect(faultsOf({ clusters: same })).toEqual([
      expect.stringMatching(/clusters\.b\.role\.roleid: .*at the same endpoint/),
      expect.stringMatching(/clusters\.b\.user\.userid: .*at the same endpoint/),
    ]);
  });
});
