import fc from "fast-check";
import { ticketAuthentication, tokenAuthentication } from "../../../pve/wire/login/authentication";
import { createClient } from "../../../pve/wire/client";
import { PveApiError } from "../../../pve/wire/errors";
import { apiPath, encodeParams } from "../../../pve/wire/params";
import { makeSelfSigned, type Identity } from "../../support/certificates";
import { testChannel } from "../../support/channel";
import { reply, startHttpsServer, type Handler, type TestServer } from "../../support/https-server";

const SECRET = "12345678-1234-1234-1234-123456789abc";
const TICKET = "PVE:root@pam:66F0A1B2::c2ln/bmF0+dXJl==";
const CSRF = "66F0A1B2:csrf/token";

const token = tokenAuthentication("opentofu@pve!ci", SECRET, "Get another token.");
const ticket = ticketAuthentication("root@pam", { ticket: TICKET, csrfToken: CSRF }, "Get another ticket.");

let identity: Identity;
let server: TestServer;
let handler: Handler;

beforeAll(async () => {
  identity = await makeSelfSigned("host3");
  server = await startHttpsServer(identity, (request, response, n) => handler(request, response, n));
});
afterAll(() => server.stop());
beforeEach(() => {
  handler = (_request, response) => reply(response, 200, { data: { fine: true } });
});

const client = (authentication = token) =>
  createClient(testChannel(server.endpoint, identity.fingerprint), authentication);
const last = () => server.requests.at(-1);

test("a call resolves to the answer's data and says who is calling where", async () => {
  await expect(client().get("/version")).resolves.toEqual({ fine: true });
  expect(client()).toMatchObject({ endpoint: server.endpoint, identity: "opentofu@pve!ci" });
  expect(last()).toMatchObject({ method: "GET", url: "/api2/json/version" });
});

test.each([
  ["get", "GET", "/api2/json/x?a=1%262&on=1&off=0", ""],
  ["delete", "DELETE", "/api2/json/x?a=1%262&on=1&off=0", ""],
  ["post", "POST", "/api2/json/x", "a=1%262&on=1&off=0"],
  ["put", "PUT", "/api2/json/x", "a=1%262&on=1&off=0"],
] as const)("%s sends its parameters where PVE takes them", async (name, method, url, body) => {
  await client()[name]("/x", { a: "1&2", on: true, off: false, absent: undefined });
  expect(last()).toMatchObject({ method, url, body });
  expect(last()?.headers["transfer-encoding"]).toBeUndefined();
  expect(last()?.headers["content-length"]).toBe(body === "" ? undefined : String(body.length));
});

test("a write without parameters has a length", async () => {
  await client().post("/x", {});
  expect(last()?.headers["content-length"]).toBe("0");
});

test("a token goes into one header, without a cookie", async () => {
  await client().post("/x", {});
  expect(last()?.headers.authorization).toBe(`PVEAPIToken=opentofu@pve!ci=${SECRET}`);
  expect(last()?.headers.cookie).toBeUndefined();
  expect(last()?.headers["csrfpreventiontoken"]).toBeUndefined();
});

test("a ticket goes into a cookie, with the CSRF prevention token on writes only", async () => {
  await client(ticket).get("/x");
  expect(last()?.headers.cookie).toBe(`PVEAuthCookie=${encodeURIComponent(TICKET)}`);
  expect(last()?.headers["csrfpreventiontoken"]).toBeUndefined();
  await client(ticket).delete("/x");
  expect(last()?.headers["csrfpreventiontoken"]).toBe(CSRF);
  expect(last()?.headers.authorization).toBeUndefined();
});

test("the message is read from the body, and from the reason phrase where there is no `message`", async () => {
  const failure = () =>
    client()
      .get("/access/roles/x")
      .catch((error: unknown) => error);
  handler = (_request, response) =>
    reply(response, 500, { data: null, message: "role 'x' does not exist\n" });
  const modern = await failure();
  handler = (_request, response) => reply(response, 500, { data: null }, "role 'x' does not exist");
  const old = await failure();
  for (const error of [modern, old]) {
    expect(error).toBeInstanceOf(PveApiError);
    expect(error).toMatchObject({ kind: "missing", status: 500, reason: "role 'x' does not exist" });
  }
});

test("faults of parameters are in the message and in `errors`", async () => {
  handler = (_request, response) =>
    reply(response, 400, {
      data: null,
      message: "Parameter verification failed.\n",
      errors: { privs: "invalid\n" },
    });
  await expect(client().post("/access/roles", {})).rejects.toMatchObject({
    kind: "invalid",
    errors: { privs: "invalid" },
    message: expect.stringMatching(/POST \/access\/roles .* 400 .*privs: invalid/) as string,
  });
});

test("a credential that a proxy takes off is not called refused, and the proof of a token does not call it renewed", async () => {
  handler = (_request, response) => response.writeHead(401, "No ticket").end();
  for (const own of [client(ticket), client(ticket).asToken("a@pve!t", SECRET)]) {
    const error: unknown = await own.get("/version").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: "not-received", status: 401 });
    expect(String(error)).toMatch(/none arrived: something before the node, such as a reverse proxy/);
    expect(String(error)).not.toMatch(/renewed|Get another ticket/);
  }
});

test("a refused credential says what to do about it", async () => {
  handler = (_request, response) => response.writeHead(401, "permission denied - invalid PVE ticket").end();
  await expect(client(ticket).get("/version")).rejects.toMatchObject({
    kind: "unauthorized",
    message: expect.stringContaining("Get another ticket.") as string,
  });
});

test("paths keep each value in one segment", () => {
  expect(apiPath`/access/users/${"a b@pve"}/token/${"t%2F"}`).toBe("/access/users/a%20b%40pve/token/t%252F");
});

test.each(["", ".", "..", "a/b", "/"])("%j can't stand in a path", (value) => {
  expect(() => apiPath`/access/roles/${value}`).toThrow("can't stand in an API path");
});

test("any parameter comes back from the form as it was", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 1, unit: "grapheme" }), fc.string({ unit: "binary" })),
      (params) => {
        const form = encodeParams(params);
        expect(form).not.toMatch(/;/);
        expect(Object.fromEntries(new URLSearchParams(form))).toEqual({ ...params });
      },
    ),
  );
});
