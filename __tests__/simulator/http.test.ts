import { connect as connectPlain } from "node:net";
import { connect as connectTls } from "node:tls";
import { anonymous, Client, root, send, simulators, withToken } from "./support";
import type { Simulator } from "../../simulator";

const start = simulators();

/** Sends text as it is and reads until the server closes the connection. */
async function raw(simulator: Simulator, text: string, tls = true): Promise<string> {
  const options = { host: "127.0.0.1", port: simulator.port };
  const socket = tls ? connectTls({ ...options, ca: simulator.caCertificate }) : connectPlain(options);
  socket.write(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

describe("the HTTP layer", () => {
  test("asks for a credential before it looks at the route", async () => {
    const simulator = await start("9.2");
    const answer = await anonymous(simulator).get("/access/foo");
    expect(answer).toMatchObject({ status: 401, reason: "No ticket", text: "" });
    expect(answer.headers["content-type"]).toBeUndefined();
    expect(answer.headers["connection"]).toBe("close");
  });

  test("answers 501 for a path or method that is not there", async () => {
    const admin = await root(await start("9.2"));
    expect(await admin.get("/access/foo")).toMatchObject({
      status: 501,
      reason: "Method 'GET /access/foo' not implemented",
    });
    expect(await admin.put("/access/roles")).toMatchObject({ status: 501 });
  });

  test.each([
    ["PATCH", "", "method 'PATCH' not available"],
    ["DELETE", "a=1", "Unexpected content for method 'DELETE'"],
    ["POST", "x".repeat(524_289), "for data too large"],
  ])("refuses %s with 501", async (method, body, reason) => {
    const admin = await root(await start("9.2"));
    const answer = await send(admin.simulator, method, "/api2/json/access/roles", admin.headers, body);
    expect(answer).toMatchObject({ status: 501, reason });
  });

  test("refuses chunked bodies and other content types", async () => {
    const admin = await root(await start("9.2"));
    const chunked = await raw(
      admin.simulator,
      "POST /api2/json/access/roles HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    );
    expect(chunked).toMatch(/^HTTP\/1.1 501 chunked transfer encoding not supported/);
    const text = { ...admin.headers, "Content-Type": "text/plain" };
    expect(await send(admin.simulator, "POST", "/api2/json/access/roles", text, "a=1")).toMatchObject({
      status: 506,
      reason: "upload 'Content-Type 'text/plain' not implemented",
    });
  });

  test.each([
    ["7.4", ""],
    ["9.2", "Unexpected content for method 'DELETE'"],
  ] as const)("on %s the text of an error before routing is %p, without a line end", async (pve, text) => {
    const admin = await root(await start(pve));
    const sendTo = (method: string, headers: Readonly<Record<string, string>>) =>
      send(admin.simulator, method, "/api2/json/access/roles", headers, "a=1");
    expect(await sendTo("DELETE", admin.headers)).toMatchObject({ status: 501, text });
    const other = await sendTo("POST", { ...admin.headers, "Content-Type": "text/plain" });
    expect(other.status).toBe(506);
    expect(other.text).toBe(text === "" ? "" : other.reason);
  });

  test("answers unknown verbs, and sends plain HTTP to https", async () => {
    const simulator = await start("9.2");
    expect(await raw(simulator, "FOO / HTTP/1.1\r\nHost: x\r\n\r\n")).toMatch(/^HTTP\/1.1 501 method 'FOO'/);
    const moved = await raw(simulator, "GET /a HTTP/1.1\r\nHost: h:1\r\n\r\n", false);
    expect(moved).toMatch(/^HTTP\/1.1 301 Moved Permanently[^]*Location: https:\/\/h:1\/a/);
    expect(await raw(simulator, "POST /a HTTP/1.1\r\nHost: h:1\r\n\r\n", false)).toMatch(/^HTTP\/1.1 308/);
  });

  test("decodes forms as PVE does", async () => {
    const admin = await root(await start("9.2"));
    const body = "roleid=one&privs=VM.Audit;comment=a+b%2Bc&x";
    const answer = await send(admin.simulator, "POST", "/api2/json/access/roles", admin.headers, body);
    const unknown = "property is not defined in schema and the schema does not allow additional properties";
    expect(answer.json.errors).toEqual({ comment: unknown, x: unknown });
  });

  test("takes JSON, with arrays for lists and real booleans", async () => {
    const admin = await root(await start("8.4"));
    const client = new Client(admin.simulator, {
      ...admin.headers,
      "Content-Type": "application/json; charset=utf-8",
    });
    const post = (path: string, value: unknown) =>
      send(admin.simulator, "POST", `/api2/json${path}`, client.headers, JSON.stringify(value));
    expect(await post("/access/roles", { roleid: "r", privs: ["VM.Audit", "VM.Clone"] })).toMatchObject({
      status: 200,
    });
    expect(await post("/access/users", { userid: "a@pve", enable: false, comment: null })).toMatchObject({
      status: 200,
    });
    expect(
      (await post("/access/users", { userid: "b@pve", enable: "yes", comment: ["x"] })).json.errors,
    ).toEqual({
      enable: "type check ('boolean') failed - got 'yes'",
      comment: "type check ('string') failed - got ARRAY",
    });
    expect(admin.simulator.snapshot()).toMatchObject({
      roles: [{ roleid: "r", privileges: ["VM.Audit", "VM.Clone"] }],
      users: [{ userid: "a@pve", enable: false }],
    });
  });

  test.each([
    ["7.4", 501, /^$/],
    ["9.2", 500, /^malformed JSON string/],
  ] as const)("on %s broken JSON is answered %i", async (pve, status, text) => {
    const admin = await root(await start(pve));
    const headers = { ...admin.headers, "Content-Type": "application/json" };
    const answer = await send(admin.simulator, "POST", "/api2/json/access/roles", headers, "{");
    expect(answer).toMatchObject({
      status,
      reason: expect.stringContaining("malformed JSON string") as string,
    });
    expect(answer.text).toMatch(text);
    expect(answer.headers["content-type"]).toBeUndefined();
  });

  test("lets the query override the body, but not contradict the path", async () => {
    const admin = await root(await start("9.2"));
    const path = "/api2/json/access/roles/r?roleid=other";
    expect((await send(admin.simulator, "PUT", path, admin.headers, "privs=")).json.errors).toEqual({
      roleid: "duplicate parameter (already defined in URI) with conflicting values!",
    });
    await send(admin.simulator, "POST", "/api2/json/access/roles?roleid=query", admin.headers, "roleid=body");
    expect(admin.simulator.snapshot().roles).toEqual([{ roleid: "query", privileges: [] }]);
  });

  test("answers handler errors of the extjs format with 200", async () => {
    const admin = await root(await start("9.2"));
    const answer = await send(admin.simulator, "GET", "/api2/extjs/access/roles/none", admin.headers);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      success: 0,
      status: 500,
      message: "role 'none' does not exist\n",
      data: null,
    });
  });

  test("has the message in the body since 8, before in the reason phrase only", async () => {
    const [old, recent] = [await root(await start("7.4")), await root(await start("8.4"))];
    const reason = "role 'none' does not exist";
    expect(await old.get("/access/roles/none")).toMatchObject({ status: 500, reason, json: { data: null } });
    expect((await old.get("/access/roles/none")).json.message).toBeUndefined();
    expect((await recent.get("/access/roles/none")).json.message).toBe(`${reason}\n`);
  });

  test("does not decode a path as UTF-8", async () => {
    const admin = await root(await start("9.2"));
    expect(await admin.post("/access/users", { userid: "josé@pve" })).toMatchObject({ status: 200 });
    expect(await admin.get(`/access/users/${encodeURIComponent("josé@pve")}`)).toMatchObject({ status: 500 });
  });

  test("records who called what, without secrets", async () => {
    const simulator = await start("9.2");
    await (await root(simulator)).get("/access/users", { full: 1 });
    await withToken(simulator, "a@pve!b", "c").get("/version", { password: "hidden" });
    expect(simulator.requests).toEqual([
      { n: 1, method: "POST", path: "/access/ticket", query: {}, status: 200, identity: undefined },
      { n: 2, method: "GET", path: "/access/users", query: { full: "1" }, status: 200, identity: "root@pam" },
      { n: 3, method: "GET", path: "/version", query: { password: "***" }, status: 401, identity: undefined },
    ]);
    simulator.clearRequests();
    expect(simulator.requests).toEqual([]);
  });

  test("makes a failed authentication wait, and nothing else", async () => {
    const simulator = await start("9.2", { authDelayMs: 300 });
    const before = Date.now();
    await anonymous(simulator).get("/version");
    expect(Date.now() - before).toBeGreaterThanOrEqual(290);
  });
});
