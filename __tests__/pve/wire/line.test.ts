import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { tokenAuthentication } from "../../../pve/wire/login/authentication";
import { createClient, type PveClient } from "../../../pve/wire/client";
import { LIMITS } from "../../../pve/wire/transport/deadline";
import { UntrustedCertificateError } from "../../../pve/wire/errors";
import { makeSelfSigned, type Identity } from "../../support/certificates";
import { testChannel, type ChannelChanges } from "../../support/channel";
import { listen, reply, startHttpsServer, type Handler, type TestServer } from "../../support/https-server";

const SECRET = "12345678-1234-1234-1234-123456789abc";
const FRESH = "abcdef12-1234-1234-1234-123456789abc";

let identity: Identity;
let server: TestServer;
let handler: Handler;

const fine: Handler = (_request, response) => reply(response, 200, { data: "fine" });
const cut: Handler = (_request, response) => response.destroy();

/** Answers the first request, and does something else with the second one. */
const second =
  (other: Handler): Handler =>
  (request, response, n) =>
    (n === 2 ? other : fine)(request, response, n);

beforeAll(async () => {
  identity = await makeSelfSigned("host3");
});
beforeEach(async () => {
  handler = fine;
  server = await startHttpsServer(identity, (request, response, n) => handler(request, response, n));
});
afterEach(() => server.stop());

function client(changes: ChannelChanges = {}, endpoint = server.endpoint): PveClient {
  const channel = testChannel(endpoint, identity.fingerprint, changes);
  return createClient(channel, tokenAuthentication("root@pam!t", SECRET, ""));
}

const paths = () => server.requests.map(({ method, url }) => `${method} ${url.replace("/api2/json", "")}`);

describe("one connection", () => {
  test("carries every request of a client, one after another, and is verified once", async () => {
    let certificates = 0;
    let atOnce = 0;
    handler = (request, response, n) => {
      atOnce += 1;
      setImmediate(() => {
        expect(atOnce).toBe(1);
        atOnce -= 1;
        fine(request, response, n);
      });
    };
    const own = client({ certificate: () => (certificates += 1) });
    await Promise.all([own.get("/a"), own.get("/b"), own.post("/c", {}), own.delete("/d")]);
    await own.put("/e", { x: 1 });
    expect(paths()).toEqual(["GET /a", "GET /b", "POST /c", "DELETE /d", "PUT /e"]);
    expect(server.connections()).toBe(1);
    expect(certificates).toBe(1);
  });

  test("carries the proof of a new token too, with nothing of the login that made it", async () => {
    const own = client();
    await own.post("/access/users/a@pve/token/t", {});
    const token = own.asToken("a@pve!t", FRESH);
    await token.get("/access/permissions");
    expect(token).toMatchObject({ endpoint: own.endpoint, identity: "a@pve!t" });
    expect(server.requests[1]?.headers.authorization).toBe(`PVEAPIToken=a@pve!t=${FRESH}`);
    expect(JSON.stringify(server.requests[1])).not.toContain(SECRET);
    expect(server.connections()).toBe(1);
  });

  test("is not held up by a request that failed", async () => {
    handler = (request, response, n) => (n === 1 ? cut : fine)(request, response, n);
    const own = client();
    const lost = own.post("/a", {});
    const next = own.post("/b", {});
    await expect(lost).rejects.toMatchObject({ resultUnknown: true });
    await expect(next).resolves.toBe("fine");
    expect(paths()).toEqual(["POST /a", "POST /b"]);
  });

  test("may take longer for an answer than it is kept without use", async () => {
    handler = second((request, response, n) => setTimeout(() => fine(request, response, n), 2_500));
    const own = client();
    await own.get("/a");
    await expect(own.post("/b", {})).resolves.toBe("fine");
    expect(server.connections()).toBe(1);
  });

  test("does not let a request pay for the time that it waits for others", async () => {
    handler = (request, response, n) => setTimeout(() => fine(request, response, n), 900);
    const own = client({ limits: { ...LIMITS, connectMs: 2_000, totalMs: 2_000 } });
    await expect(Promise.all([own.get("/a"), own.get("/b"), own.get("/c")])).resolves.toHaveLength(3);
  });
});

describe("a connection that the server ends", () => {
  test("with its answer, as PVE does after a refusal, is followed by another one", async () => {
    handler = second((_request, response) => {
      response.setHeader("Connection", "close");
      reply(response, 500, { data: null, message: "no such user ('a@pve')" });
    });
    const own = client();
    await own.get("/a");
    const refused = own.get("/b");
    const queued = own.post("/c", {});
    await expect(refused).rejects.toMatchObject({ kind: "missing" });
    await expect(queued).resolves.toBe("fine");
    await own.get("/d");
    expect(paths()).toEqual(["GET /a", "GET /b", "POST /c", "GET /d"]);
    expect(server.connections()).toBe(2);
  });

  test.each(["get", "post", "put", "delete"] as const)(
    "without use is not used for the next %s",
    async (method) => {
      const sockets: Socket[] = [];
      handler = (request, response, n) => {
        sockets.push(response.socket as Socket);
        fine(request, response, n);
      };
      const own = client();
      await own.get("/a");
      const ended = once(sockets[0]!, "close");
      sockets[0]?.destroy();
      await ended;
      await expect(own[method]("/b", {})).resolves.toBe("fine");
      expect(server.requests).toHaveLength(2);
      expect(server.connections()).toBe(2);
    },
  );

  test("instead of an answer: a read is sent again at once, without a retry", async () => {
    handler = second(cut);
    const waited: Error[] = [];
    const own = client({ waiting: (error) => waited.push(error) });
    await own.get("/a");
    await expect(own.get("/b")).resolves.toBe("fine");
    expect(paths()).toEqual(["GET /a", "GET /b", "GET /b"]);
    expect(waited).toEqual([]);
  });

  test("again and again: the read fails after that one time", async () => {
    handler = (request, response, n) => (n === 1 ? fine : cut)(request, response, n);
    const own = client();
    await own.get("/a");
    await expect(own.get("/b")).rejects.toMatchObject({ name: "PveNetworkError", resultUnknown: false });
    expect(paths()).toEqual(["GET /a", "GET /b", "GET /b"]);
  });

  test.each(["post", "put", "delete"] as const)(
    "instead of an answer: the result of a %s is unknown, and it is not sent again",
    async (method) => {
      handler = second(cut);
      const own = client({ retry: { firstDelayMs: 1, maxDelayMs: 1, totalMs: 60_000 } });
      await own.get("/a");
      await expect(own[method]("/b", {})).rejects.toMatchObject({ sent: true, resultUnknown: true });
      expect(server.requests).toHaveLength(2);
    },
  );
});

describe("on our side", () => {
  let quiet: Server;
  let patient: TestServer;

  beforeEach(async () => {
    quiet = createServer({ key: identity.key, cert: identity.cert }, (_request, response) =>
      reply(response, 200, { data: "fine" }),
    );
    quiet.keepAliveTimeout = 0;
    patient = { requests: [], ...(await listen(quiet)) };
  });
  afterEach(() => patient.stop());

  test("a connection without use is ended, before the server might", async () => {
    const own = client({}, patient.endpoint);
    await own.get("/a");
    await patient.drained();
    await expect(own.post("/b", {})).resolves.toBe("fine");
    expect(patient.connections()).toBe(2);
  });

  test("close ends it, for all who share it", async () => {
    const own = client({}, patient.endpoint);
    const token = own.asToken("a@pve!t", FRESH);
    await own.get("/a");
    own.close();
    await patient.drained();
    for (const closed of [own, token]) {
      await expect(closed.get("/b")).rejects.toMatchObject({ name: "PveNetworkError", code: "ABORT_ERR" });
    }
    expect(patient.connections()).toBe(1);
  });

  test("each new connection is verified again", async () => {
    quiet.prependListener("request", (_request, response) => response.setHeader("Connection", "close"));
    const own = client({}, patient.endpoint);
    await own.get("/a");
    const stranger = await makeSelfSigned("host3");
    quiet.setSecureContext({ key: stranger.key, cert: stranger.cert });
    await patient.drained();
    const received = patient.received();
    await expect(own.post("/b", {})).rejects.toBeInstanceOf(UntrustedCertificateError);
    await patient.drained();
    expect(patient.received()).toBe(received);
  });
});

test("each request is told: method, path, names of parameters, outcome, time; and no value", async () => {
  const log: string[] = [];
  handler = second(cut);
  const own = client({ log: (line) => log.push(line) });
  await own.get("/access/permissions", { userid: "hunter2", path: "hunter2" });
  await own.get("/version");
  await own.put("/access/password", { userid: "a@pve", password: "hunter2" });
  expect(log).toEqual([
    expect.stringMatching(/^GET \/access\/permissions\?userid&path 200 \d+ ms$/),
    expect.stringMatching(/^GET \/version ECONNRESET \d+ ms$/),
    expect.stringMatching(/^GET \/version 200 \d+ ms$/),
    expect.stringMatching(/^PUT \/access\/password 200 \d+ ms$/),
  ]);
  expect(log.join()).not.toMatch(`hunter2|${SECRET}`);
});
