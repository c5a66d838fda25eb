import { parseVersion } from "../../../pve/privileges/version";

describe("the version of a node", () => {
  it.each([
    ["7.4-17", 7, 4],
    ["8.4.1", 8, 4],
    ["9.2.11", 9, 2],
    ["10.0", 10, 0],
  ])("%s", (text, major, minor) => {
    expect(parseVersion(text)).toEqual({ major, minor, text });
  });

  it.each(["", "undefined", "<html>", "v9"])("refuses %j", (text) => {
    expect(() => parseVersion(text)).toThrow(/does not say its version/);
  });
});
