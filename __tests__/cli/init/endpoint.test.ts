import { endpointOf } from "../../../cli/init/options";

test.each([
  ["host3", "https://host3:8006"],
  ["host3.example.org", "https://host3.example.org:8006"],
  ["host3:443", "https://host3:443"],
  ["10.0.0.3", "https://10.0.0.3:8006"],
  ["[fd00::1]", "https://[fd00::1]:8006"],
  ["[fd00::1]:8007", "https://[fd00::1]:8007"],
  [" https://pve.example.org:443/cluster1/api2/json ", "https://pve.example.org:443/cluster1"],
  ["https://host3", "https://host3"],
])("%s is %s", (given, endpoint) => {
  expect(endpointOf(given)).toBe(endpoint);
});

test("an IPv6 address alone is told where its brackets belong", () => {
  expect(() => endpointOf("fd00::1")).toThrow("in brackets");
});

test.each(["", "http://host3", "https://root:secret@host3", "host3:0", "host 3"])(
  "%j is refused",
  (given) => {
    expect(() => endpointOf(given)).toThrow(/^The endpoint must look like/);
  },
);
