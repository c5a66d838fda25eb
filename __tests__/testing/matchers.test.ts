import { type AccessMatchers, accessMatchers } from "../../testing";
import { MINIMAL, stackOf } from "../support/synth";

declare global {
  namespace jest {
    interface Matchers<R> extends AccessMatchers<R> {}
  }
}

expect.extend(accessMatchers);

const host3 = (further: object) =>
  stackOf({ clusters: { host3: { ...MINIMAL.clusters.host3, ...further } } });
const user = "opentofu@pve";
const token = "opentofu@pve!opentofu-token";

test("a role is granted on exactly its path", () => {
  const stack = host3({ acl: [{ path: "/pool/lab" }] });
  expect(stack).toGrantRole("opentofu-role", { to: user, on: "/pool/lab" });
  expect(stack).not.toGrantRole("opentofu-role", { to: user, on: "/pool" });
  expect(stack).not.toGrantRole("opentofu-role", { to: user, on: "/pool/lab", cluster: "nuc" });
});

test.each([
  ["below a path that propagates", [{ path: "/" }], "/pool/lab", true],
  ["on the path itself", [{ path: "/pool/lab", propagate: false }], "/pool/lab", true],
  ["below a path that does not propagate", [{ path: "/pool", propagate: false }], "/pool/lab", false],
  ["above the path", [{ path: "/pool/lab" }], "/", false],
])("a privilege %s", (_, acl, on, granted) => {
  const stack = host3({ acl, role: { privileges: ["VM.Audit"] } });
  const expected = granted ? expect(stack) : expect(stack).not;
  expected.toGrantPrivilege("VM.Audit", { to: user, on });
  expect(stack).not.toGrantPrivilege("VM.Allocate", { to: user, on });
});

test("a token has what its user has, and with privilege separation its own entries", () => {
  const place = { to: token, on: "/" };
  const role = { privileges: ["VM.Audit"] };
  expect(host3({ role })).toGrantPrivilege("VM.Audit", place);
  expect(host3({ role, token: { privilegeSeparation: true } })).toGrantPrivilege("VM.Audit", place);
});

test("a profile is known once its version is", () => {
  const place = { to: user, on: "/" };
  expect(host3({ pveVersion: "9.2" })).toGrantPrivilege("SDN.Use", place);
  expect(() => expect(host3({})).toGrantPrivilege("SDN.Use", place)).toThrow(/pveVersion/);
});

test("a token is issued, and a failure shows the stack", () => {
  expect(host3({})).toIssueToken(token);
  expect(() => expect(host3({})).toIssueToken("x@pve!y")).toThrow(/no cluster .* x@pve!y[^]*cluster host3/);
  expect(() => expect(host3({})).not.toIssueToken(token)).toThrow(/expected not to/);
});
