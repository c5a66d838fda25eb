import { faultsOf, one } from "./support";

test.each([
  "http://host3:8006",
  "host3:8006",
  "https://host3:8006/pve",
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
