import { createServer } from "node:https";
import { tokenAuthentication } from "../../../pve/wire/login/authentication";
import { createClient, type PveClient } from "../../../pve/wire/client";
import { PveNetworkError } from "../../../pve/wire/errors";
import { mayRetry, type RetryPolicy } from "../../../pve/wire/retry";
import { makeSelfSigned, type Identity } from "../../support/certificates";
import { testChannel } from "../../support/channel";
import { listen, reply, startHttpsServer, type Handler, type TestServer } from "../../support/https-server";

const QUICK: RetryPolicy = { firstDelayMs: 1, maxDelayMs: 10, totalMs: 60_000 };
const LOCK = "create user failed: cfs-lock 'file-user_cfg' error: got lock request timeout\n";

let identity: Identity;
let server: TestServer;
let handler: Handler;
let seen = 0;
let waited: string[] = [];

beforeAll(async () => {
  identity = await makeSelfSigned("host3");
  server = await startHttpsServer(identity, (request, response) => handler(request, response, ++seen));
});
afterAll(() => server.stop());
beforeEach(() => {
  seen = 0;
  waited = [];
});

function client(retry = QUICK, endpoint = server.endpoint): PveClient {
  const channel = testChannel(endpoint, identity.fingerprint, {
    retry,
    waiting: ({ message }) => waited.push(message),
  });
  return createClient(channel, tokenAuthentication("root@pam!t", "12345678-1234-1234-1234-123456789abc", ""));
}

/** Fails twice, then works. */
const failing =
  (failure: Handler): Handler =>
  (request, response, n) =>
    n <= 2 ? failure(request, response, n) : reply(response, 200, { data: "done" });

const locked: Handler = (_request, response) => reply(response, 500, { data: null, message: LOCK });
const status =
  (code: number): Handler =>
  (_request, response) =>
    response.writeHead(code, "Connection refused").end();
const cut: Handler = (_request, response) => response.destroy();

describe("tried again", () => {
  test.each<[string, "get" | "post" | "put" | "delete", Handler]>([
    ["a read that finds the lock taken", "get", locked],
    ["a create that finds the lock taken", "post", locked],
    ["a change that finds the lock taken", "put", locked],
    ["a delete that finds the lock taken", "delete", locked],
    ["a read answered with 595", "get", status(595)],
    ["a create answered with 595", "post", status(595)],
    ["a read answered with 429", "get", status(429)],
    ["a read answered with 502", "get", status(502)],
    ["a read answered with 503", "get", status(503)],
    ["a read answered with 504", "get", status(504)],
    ["a read answered with 596", "get", status(596)],
    ["a read answered with 599", "get", status(599)],
    ["a read whose connection is lost", "get", cut],
  ])("%s", async (_name, method, failure) => {
    handler = failing(failure);
    await expect(client()[method]("/x", {})).resolves.toBe("done");
    expect(seen).toBe(3);
    expect(waited).toHaveLength(1);
  });

  test("a create that found nobody listening, as while a node restarts", async () => {
    const closed = createServer({ key: identity.key, cert: identity.cert }, (_request, response) => {
      seen += 1;
      reply(response, 200, { data: "done" });
    });
    const { port, stop } = await listen(closed);
    await stop();
    const created = client(QUICK, `https://127.0.0.1:${port}`).post("/x", {});
    while (waited.length === 0) await new Promise((resolve) => setImmediate(resolve));
    closed.listen(port, "127.0.0.1");
    await expect(created).resolves.toBe("done");
    expect(seen).toBe(1);
    expect(waited).toEqual([expect.stringContaining("the connection was refused (ECONNREFUSED)")]);
    await new Promise((resolve) => closed.close(resolve));
  });
});

describe("not tried again, because the result is unknown", () => {
  test.each<[string, "post" | "put" | "delete", Handler]>([
    ["a create whose connection is lost", "post", cut],
    ["a change whose connection is lost", "put", cut],
    ["a delete whose connection is lost", "delete", cut],
    ["a create answered with 502", "post", status(502)],
    ["a create answered with 504", "post", status(504)],
    ["a create answered with 596", "post", status(596)],
    ["a change answered with 597", "put", status(597)],
    ["a delete answered with 599", "delete", status(599)],
  ])("%s", async (_name, method, failure) => {
    handler = failing(failure);
    await expect(client()[method]("/x", {})).rejects.toMatchObject({ resultUnknown: true });
    expect(seen).toBe(1);
  });
});

test.each([429, 503])("a create answered with %d is not tried again", async (code) => {
  handler = failing(status(code));
  await expect(client().post("/x", {})).rejects.toMatchObject({ status: code, resultUnknown: false });
  expect(seen).toBe(1);
});

describe("a server that says when to come back", () => {
  const busy =
    (code: number, after: string): Handler =>
    (_request, response) =>
      response.writeHead(code, { "Retry-After": after }).end();

  test.each([429, 503])("with %d is not asked before", async (code) => {
    const times: number[] = [];
    handler = (request, response, n) => {
      times.push(performance.now());
      (n === 1 ? busy(code, "1") : failing(status(503)))(request, response, n + 1);
    };
    await expect(client().get("/x")).resolves.toBe("done");
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(990);
  });

  test("later than there is patience is asked once more, at the end of it", async () => {
    handler = busy(503, "3600");
    await expect(client({ ...QUICK, totalMs: 300 }).get("/x")).rejects.toMatchObject({ status: 503 });
    expect(seen).toBe(2);
  });

  test.each(["Wed, 21 Oct 2099 07:28:00 GMT", "-1", "1e9", "99999999999"])(
    "in another way (%s) is asked as any other",
    async (after) => {
      handler = failing(busy(503, after));
      await expect(client().get("/x")).resolves.toBe("done");
      expect(seen).toBe(3);
    },
  );
});

test.each([400, 401, 403, 500, 501])("an answer with %d is final", async (code) => {
  handler = failing(status(code));
  await expect(client().get("/x")).rejects.toMatchObject({ status: code });
  expect(seen).toBe(1);
});

test("retries end when their time is over, with the last error", async () => {
  handler = locked;
  await expect(
    client({ firstDelayMs: 20, maxDelayMs: 20, totalMs: 100 }).post("/x", {}),
  ).rejects.toMatchObject({
    kind: "locked",
  });
  expect(seen).toBeGreaterThanOrEqual(1);
  expect(seen).toBeLessThanOrEqual(6);
});

test.each([
  ["ENOTFOUND", false, false],
  ["EPROTO", false, false],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", false, false],
  ["ECONNREFUSED", false, true],
  ["EHOSTUNREACH", false, true],
  ["ETIMEDOUT", true, false],
])("a create that failed with %s (sent: %s) may be made again: %s", (code, sent, expected) => {
  const call = { method: "POST", path: "/x", endpoint: "https://host3:8006" };
  expect(mayRetry(new PveNetworkError(call, { what: "it failed", code, sent }), "POST")).toBe(expected);
});
