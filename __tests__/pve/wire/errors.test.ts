import { classify, PveApiError, PveNetworkError } from "../../../pve/wire/errors";

describe("PVE's texts", () => {
  test.each<[string, number, string, Record<string, string>]>([
    ["missing", 500, "no such user ('x@pve')", {}],
    ["missing", 500, "delete user failed: no such user ('x@pve')", {}],
    ["missing", 500, "no such token 't' for user 'x@pve'", {}],
    ["missing", 500, "role 'X' does not exist", {}],
    ["missing", 500, "delete role failed: role 'X' does not exist", {}],
    ["missing", 500, "ACL update failed: group 'g' does not exist", {}],
    ["missing", 500, "create user failed: auth domain 'r' does not exist", {}],
    ["exists", 500, "create user failed: user 'x@pve' already exists", {}],
    ["exists", 500, "create role failed: role 'X' already exists", {}],
    ["exists", 500, "generating token failed: Token already exists.", {}],
    ["exists", 400, "Parameter verification failed.", { tokenid: "Token already exists." }],
    ["forbidden", 403, "Permission check failed (/access/realm/pve, Realm.AllocateUser)", {}],
    [
      "forbidden",
      500,
      "ACL update failed: 400 Parameter verification failed. role: Cannot add role 'X' - requires 'Permissions.Modify' or superset of privileges.",
      {},
    ],
    ["unauthorized", 401, "Authentication failed!", {}],
    ["unauthorized", 401, "", {}],
    ["not-received", 401, "No ticket", {}],
    ["busy", 429, "Too Many Requests", {}],
    [
      "invalid",
      400,
      "Parameter verification failed.",
      { privs: "invalid format - invalid privilege 'VM.Monitor'" },
    ],
    ["invalid", 500, "value 'joe' does not look like a valid user name", {}],
    ["invalid", 500, "updating token info failed: 400 Parameter verification failed.", {}],
    [
      "unknown-parameter",
      400,
      "Parameter verification failed.",
      { regenerate: "property is not defined in schema and the schema does not allow additional properties" },
    ],
    ["locked", 500, "create user failed: cfs-lock 'file-user_cfg' error: got lock request timeout", {}],
    ["no-quorum", 500, "create role failed: cfs-lock 'file-user_cfg' error: no quorum!", {}],
    ["no-quorum", 500, "pve cluster filesystem not online.", {}],
    ["proxy", 595, "Connection refused", {}],
    ["proxy", 596, "Connection timed out", {}],
    ["proxy", 599, "Too many redirections", {}],
    ["other", 500, "create user failed: 'file-user_cfg'-locked command timed out - aborting", {}],
    ["other", 500, "", {}],
    ["other", 501, "Method 'GET /access/foo' not implemented", {}],
  ])("%s: %d %s", (kind, status, message, errors) => {
    expect(classify(status, message, errors)).toBe(kind);
  });
});

const api = (method: string, status: number, detail = "text") =>
  new PveApiError(
    { method, path: "/access/users", endpoint: "https://host3:8006" },
    { status, reason: detail, detail, errors: {} },
  );

test.each([
  ["GET", 596, "text", false],
  ["POST", 596, "text", true],
  ["PUT", 599, "text", true],
  ["POST", 595, "text", false],
  ["POST", 500, "'file-user_cfg'-locked command timed out - aborting", true],
  ["POST", 500, "cfs-lock 'file-user_cfg' error: got lock request timeout", false],
])("%s answered with %d %s: result unknown is %s", (method, status, detail, unknown) => {
  const error = api(method, status, detail);
  expect(error.resultUnknown).toBe(unknown);
  expect(error.message.includes("unknown whether")).toBe(unknown);
});

test("an error names call, endpoint, status and text", () => {
  expect(api("POST", 500, "user 'x@pve' already exists").message).toBe(
    "POST /access/users at https://host3:8006 was answered with 500 user 'x@pve' already exists.",
  );
});

test("a lost write says that its result is unknown, a call that was never sent does not", () => {
  const call = { method: "POST", path: "/access/users", endpoint: "https://host3:8006" };
  expect(new PveNetworkError(call, { what: "lost", sent: true })).toMatchObject({ resultUnknown: true });
  expect(new PveNetworkError(call, { what: "refused", sent: false }).message).toBe(
    "POST /access/users at https://host3:8006: refused.",
  );
});
