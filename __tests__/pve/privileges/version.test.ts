import fc from "fast-check";
import { parseRelease, releaseFault } from "../../../pve/privileges/release";
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

describe("the release that privileges are resolved for", () => {
  it.each(["7.0", "7.4", "8.4", "8.4.1", "7.4-17", "9.2", "9.7"])("may be %j", (version) => {
    expect(releaseFault(version)).toBeUndefined();
  });

  it.each<[unknown, RegExp]>([
    [9, /must be text; write "9\.2"/],
    [8, /write "8\.4"/],
    [9.2, /write "9\.2"/],
    ["9", /"9" does not say which release.*write "9\.2"/],
    ["6.4", /"6\.4" is older than PVE 7\.0/],
    ["10.0", /"10\.0" is newer than PVE 9, .*; leave it out, and the node is asked/],
    ["10", /"10" is newer than PVE 9/],
    ["8.9", /"8\.9" was never released; the last one is 8\.4/],
    ["pve-manager/9.2.1/abc", /no version of PVE; did you mean 9\.2\?/],
    ["v9.2", /did you mean 9\.2\?/],
    ["nine", /"nine" is no version of PVE; write it as 8\.4 or 9\.2/],
    ["", /write it as 8\.4/],
    [null, /must be text, such as "9\.2"/],
    [["9.2"], /must be text/],
  ])("is not %j", (version, fault) => {
    expect(releaseFault(version)).toMatch(fault);
  });

  it("is what can be read as one, whatever is given", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.stringMatching(/^[0-9. v-]{0,6}$/)), (version) => {
        const readable = typeof version === "string" && parseRelease(version) !== undefined;
        expect(releaseFault(version) === undefined && !readable).toBe(false);
      }),
    );
  });
});
