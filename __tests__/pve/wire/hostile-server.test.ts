import type { ServerResponse } from "node:http";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { ticketAuthentication } from "../../../pve/wire/login/authentication";
import { createClient } from "../../../pve/wire/client";
import { LIMITS, type Limits } from "../../../pve/wire/transport/deadline";
import { PveApiError, PveNetworkError } from "../../../pve/wire/errors";
import { makeSelfSigned, type Identity } from "../../support/certificates";
import { testChannel } from "../../support/channel";
import { reply, startHttpsServer, type Handler, type TestServer } from "../../support/https-server";

const TICKET = "PVE:root@pam:66F0A1B2::c2ln/bmF0+dXJl==";
const CSRF = "66F0A1B2:csrftoken";
const PASSWORD = "correct horse~1!";
const FRESH = "8a7b6c5d-1234-4abc-9def-0123456789ab";
const SECRETS = [
  TICKET,
  encodeURIComponent(TICKET),
  CSRF,
  PASSWORD,
  encodeURIComponent(PASSWORD),
  "correct+horse%7E1%21",
  "correct%20horse%7e1%21",
  FRESH,
];
const JSON_HEADERS = { "Content-Type": "application/json" };

let identity: Identity;
let server: TestServer;
let other: TestServer;
let handler: Handler;

beforeAll(async () => {
  identity = await makeSelfSigned("host3");
  server = await startHttpsServer(identity, (request, response, n) => handler(request, response, n));
  other = await startHttpsServer(identity, (_request, response) => reply(response, 200, { data: "stolen" }));
});
afterAll(() => Promise.all([server.stop(), other.stop()]));

function client(limits: Partial<Limits> = {}) {
  const channel = testChannel(server.endpoint, identity.fingerprint, { limits: { ...LIMITS, ...limits } });
  return createClient(
    channel,
    ticketAuthentication("root@pam", { ticket: TICKET, csrfToken: CSRF }, "Log in again."),
  );
}

/** What the error of a write says, in every way that it could be printed. */
async function failureOf(limits: Partial<Limits> = {}): Promise<{ error: Error; printed: string }> {
  const error: unknown = await client(limits)
    .put("/access/password", { userid: "a@pve", password: PASSWORD })
    .then(
      (data) => new Error(`resolved to ${JSON.stringify(data)}`),
      (thrown: unknown) => thrown,
    );
  if (!(error instanceof Error)) throw new Error("what was thrown is no Error");
  const printed = [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 9 })];
  return { error, printed: printed.join("\n") };
}

type Answer = (response: ServerResponse) => unknown;

describe("an answer that is not PVE's is an error that says so", () => {
  test.each<[string, Answer, string]>([
    ["HTML", (r) => r.writeHead(200, { "Content-Type": "text/html" }).end("<html>"), "text/html"],
    ["no content type", (r) => r.writeHead(200).end('{"data":1}'), "no content type"],
    ["broken JSON", (r) => r.writeHead(200, JSON_HEADERS).end('{"data":'), "broken JSON"],
    ["JSON without data", (r) => reply(r, 200, { ok: true }), "without `data`"],
    ["a JSON string", (r) => reply(r, 200, "data"), "without `data`"],
    ["a JSON list", (r) => reply(r, 200, ["data"]), "without `data`"],
    ["null", (r) => reply(r, 200, null), "without `data`"],
    [
      "nesting without end",
      (r) => r.writeHead(200, JSON_HEADERS).end("[".repeat(1_000_000)),
      "nested too deep",
    ],
    ["204", (r) => r.writeHead(204).end(), "204"],
    [
      "compressed",
      (r) =>
        r.writeHead(200, { ...JSON_HEADERS, "Content-Encoding": "gzip" }).end(gzipSync(Buffer.alloc(1e7))),
      "compressed",
    ],
  ])("%s", async (_name, answer, text) => {
    handler = (_request, response) => answer(response);
    const { error } = await failureOf();
    expect(error).toBeInstanceOf(PveApiError);
    expect(error).toMatchObject({ kind: "other", resultUnknown: true });
    expect(error.message).toContain(text);
  });
});

test.each<[string, Answer]>([
  [
    "with a length",
    (r) => r.writeHead(200, { ...JSON_HEADERS, "Content-Length": 50_000 }).end("x".repeat(50_000)),
  ],
  ["in endless chunks", (r) => endless(r.writeHead(200, JSON_HEADERS), "x".repeat(4096))],
  ["in tiny chunks", (r) => endless(r.writeHead(200, JSON_HEADERS), "x")],
])("an answer that is too long is cut off: %s", async (_name, answer) => {
  handler = (_request, response) => answer(response);
  const { error } = await failureOf({ bodyBytes: 10_000 });
  expect(error).toBeInstanceOf(PveApiError);
  expect(error.message).toContain("more than 10000 bytes");
  await server.drained();
});

test("an answer that does not come in time is given up, however it dawdles", async () => {
  const answers: Readonly<Record<string, Answer>> = {
    "/nothing": () => undefined,
    "/headers-only": (r) => r.writeHead(200, JSON_HEADERS).flushHeaders(),
    "/drip": (r) => drip(r.writeHead(200, JSON_HEADERS)),
    "/other-protocol": (r) =>
      r.socket?.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
  };
  handler = ({ url }, response) => answers[url.replace("/api2/json", "")]?.(response);
  const errors = await Promise.all(
    Object.keys(answers).map((path) =>
      client({ totalMs: 2_000 })
        .post(path, {})
        .catch((thrown: unknown) => thrown),
    ),
  );
  for (const error of errors) {
    expect(error).toBeInstanceOf(PveNetworkError);
    expect(error).toMatchObject({ code: "ETIMEDOUT", sent: true, resultUnknown: true });
    expect(String(error)).toContain("no complete answer within 2 s");
  }
  await server.drained();
});

describe("a connection that ends too early is an error whose result is unknown", () => {
  test.each<[string, Answer]>([
    ["before the answer", (r) => r.destroy()],
    [
      "in the body",
      (r) =>
        r.writeHead(200, { ...JSON_HEADERS, "Content-Length": 100 }).write('{"data":1', () => r.destroy()),
    ],
    ["in a chunk", (r) => r.writeHead(200, JSON_HEADERS).write('{"data":1', () => r.destroy())],
    ["in the headers", (r) => r.socket?.end("HTTP/1.1 200 OK\r\nContent-Ty")],
    ["with something that is not HTTP", (r) => r.socket?.end("SSH-2.0-OpenSSH_9.2\r\n")],
    ["with endless headers", (r) => r.socket?.write(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(100_000)}`)],
  ])("%s", async (_name, answer) => {
    handler = (_request, response) => answer(response);
    const { error } = await failureOf();
    expect(error).toBeInstanceOf(PveNetworkError);
    expect(error).toMatchObject({ sent: true, resultUnknown: true });
    expect(error.message).toContain("It is unknown whether the change was carried out");
  });
});

test.each([301, 302, 303, 307, 308])(
  "a redirect (%d) is not followed, and only its host is named",
  async (status) => {
    handler = (_request, response) =>
      response.writeHead(status, { Location: `${other.endpoint}/steal?token=1` }).end();
    const { error } = await failureOf();
    expect(error).toBeInstanceOf(PveApiError);
    expect(error.message).toContain(`127.0.0.1:${other.port}, which was not followed`);
    expect(error.message).not.toContain("steal");
    expect(other.requests).toEqual([]);
  },
);

describe("nothing secret is in an error, whatever the server does with it", () => {
  const echo = SECRETS.join(" ");
  test.each<[string, Answer]>([
    ["echoed in the message", (r) => reply(r, 500, { data: null, message: echo })],
    ["echoed in the faults", (r) => reply(r, 400, { data: null, message: "no", errors: { [echo]: echo } })],
    ["echoed in the reason", (r) => r.writeHead(403, echo).end()],
    [
      "echoed in a redirect",
      (r) => r.writeHead(302, { Location: `https://${encodeURIComponent(CSRF)}.test/${TICKET}` }).end(),
    ],
    ["echoed as content type", (r) => r.writeHead(200, { "Content-Type": echo }).end()],
    ["connection lost", (r) => r.destroy()],
    ["wrong types", (r) => reply(r, 400, { data: [], message: { echo }, errors: [echo] })],
  ])("%s", async (_name, answer) => {
    handler = (_request, response) => answer(response);
    const { error, printed } = await failureOf();
    expect(error.name).toMatch(/^Pve(Api|Network)Error$/);
    for (const secret of SECRETS) expect(printed).not.toContain(secret);
    expect(printed).not.toMatch(/authorization|cookie/i);
    expect(error.cause).toBeUndefined();
  });
});

test("a message is one line of bounded length, without control characters", async () => {
  const message = `first\n\u001b[31mred\u0007\u202e ${"long ".repeat(10_000)}`;
  handler = (_request, response) => reply(response, 500, { data: null, message });
  const { error } = await failureOf();
  expect(error).toMatchObject({
    reason: "first",
    detail: expect.stringMatching(/^first \[31mred long/) as string,
  });
  expect(error.message).not.toMatch(/\p{C}/u);
  expect(error.message.length).toBeLessThan(800);
});

test("an answer with a key named __proto__ changes nothing else", async () => {
  handler = (_request, response) =>
    response.writeHead(400, JSON_HEADERS).end('{"errors":{"__proto__":{"polluted":1}}}');
  await failureOf();
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

function endless(response: ServerResponse, chunk: string): void {
  const write = (): void => {
    while (!response.destroyed && response.write(chunk)) continue;
    if (!response.destroyed) response.once("drain", write);
  };
  write();
}

function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
}
