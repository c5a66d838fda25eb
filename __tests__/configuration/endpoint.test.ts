import { loadConfiguration } from "../../configuration";
import { faultsOf, one } from "./support";

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
  expect(loadConfiguration(one({ endpoint: written })).clusters["host3"]?.endpoint).toBe(endpoint);
});

test("two clusters behind one host are two, and one that is written in two ways is one", () => {
  const at = (a: string, b: string) => faultsOf({ clusters: { a: { endpoint: a }, b: { endpoint: b } } });
  expect(at("https://pve.example.com/one", "https://pve.example.com/two")).toEqual([]);
  expect(at("https://pve.example.com/one", "https://pve.example.com:443/one/api2/json")).toHaveLength(2);
  expect(at("https://pve.example.com", "https://pve.example.com:8006")).toEqual([]);
});
