import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect as connectSocket } from "node:net";
import type { Duplex } from "node:stream";
import { UntrustedCertificateError } from "../../../../pve/wire/errors";
import { proxyFor } from "../../../../pve/wire/transport/proxy";
import {
  makeAuthority,
  makeSelfSigned,
  type Identity,
  type TestAuthority,
} from "../../../support/certificates";
import { listen, reply, startHttpsServer } from "../../../support/https-server";
import { SECRET, Servers, WRONG, ca, clientFor } from "./servers";

let authority: TestAuthority;
let issued: Identity;
let selfSigned: Identity;
const servers = new Servers();

beforeAll(async () => {
  authority = await makeAuthority();
  issued = await authority.issue(["127.0.0.1"]);
  selfSigned = await makeSelfSigned("host3");
});
afterEach(() => servers.stop());

describe("through a proxy", () => {
  const kept = process.env;
  let asked: string[] = [];
  let logins: (string | undefined)[] = [];
  let seen = "";

  /** A proxy that connects every name to the same port on loopback, or refuses. */
  async function startProxy(status: number): Promise<void> {
    asked = [];
    logins = [];
    seen = "";
    const proxy = createHttpServer();
    proxy.on("connect", (request: IncomingMessage, client: Duplex) => {
      asked.push(request.url ?? "");
      logins.push(request.headers["proxy-authorization"]);
      client.on("error", () => client.destroy());
      if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      const target = connectSocket(Number(request.url?.split(":")[1]), "127.0.0.1");
      target.on("error", () => client.destroy());
      client.on("data", (data: Buffer) => (seen += data.toString("latin1")));
      target.once("connect", () => {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        client.pipe(target).pipe(client);
      });
      return undefined;
    });
    const server = { requests: [], ...(await listen(proxy)) };
    servers.add(server);
    process.env["HTTPS_PROXY"] = `http://127.0.0.1:${server.port}`;
    delete process.env["NO_PROXY"];
  }

  beforeEach(() => {
    process.env = { ...kept };
  });
  afterEach(() => {
    process.env = kept;
  });

  test("the tunnel's other end is verified, and the proxy can't read along", async () => {
    const server = await servers.serve(selfSigned);
    await startProxy(200);
    const endpoint = `https://host3.test:${server.port}`;
    await expect(
      clientFor(endpoint, { fingerprints: [selfSigned.fingerprint] }).get("/version"),
    ).resolves.toBe("in");
    expect(asked).toEqual([`host3.test:${server.port}`]);
    expect(seen).not.toContain(SECRET);
  });

  test("one tunnel carries all requests, and is made anew when the node has hung up", async () => {
    const server = await startHttpsServer(selfSigned, (request, response) => {
      if (request.url.endsWith("/last")) response.setHeader("Connection", "close");
      reply(response, 200, { data: "in" });
    });
    servers.add(server);
    await startProxy(200);
    const client = clientFor(`https://host3.test:${server.port}`, { fingerprints: [selfSigned.fingerprint] });
    await Promise.all([client.get("/a"), client.post("/b", {}), client.get("/last")]);
    expect(asked).toHaveLength(1);
    await client.post("/c", {});
    expect(asked).toHaveLength(2);
    expect(server.requests).toHaveLength(4);
  });

  test("a login of the proxy's URL is given to the proxy", async () => {
    const server = await servers.serve(selfSigned);
    await startProxy(200);
    process.env["HTTPS_PROXY"] = process.env["HTTPS_PROXY"]?.replace("//", "//user:p%40ss@");
    const endpoint = `https://host3.test:${server.port}`;
    await clientFor(endpoint, { fingerprints: [selfSigned.fingerprint] }).get("/version");
    expect(logins).toEqual([`Basic ${Buffer.from("user:p@ss").toString("base64")}`]);
    expect(server.requests[0]?.headers["proxy-authorization"]).toBeUndefined();
  });

  test("the host name behind the tunnel has to match", async () => {
    const named = await authority.issue(["host3.test"]);
    const server = await servers.serve(named);
    await startProxy(200);
    const trust = { ca: ca(authority) };
    await expect(clientFor(`https://host3.test:${server.port}`, trust).get("/")).resolves.toBe("in");
    await expect(clientFor(`https://host4.test:${server.port}`, trust).get("/")).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    expect(server.requests).toHaveLength(1);
  });

  test("a wrong fingerprint stops before the request", async () => {
    const server = await servers.serve(selfSigned);
    await startProxy(200);
    const client = clientFor(`https://host3.test:${server.port}`, { fingerprints: [WRONG] });
    await expect(client.get("/version")).rejects.toBeInstanceOf(UntrustedCertificateError);
    await server.drained();
    expect(server.received()).toBe(0);
  });

  test("a proxy that refuses is named, and its answer is not taken for PVE's", async () => {
    await startProxy(407);
    await expect(clientFor("https://host3.test:8006", {}).get("/version")).rejects.toMatchObject({
      name: "PveNetworkError",
      code: "PROXY",
      sent: false,
      message: expect.stringMatching(/proxy 127\.0\.0\.1:\d+ answered 407.*NO_PROXY/) as string,
    });
  });

  test("a proxy that speaks TLS is asked by its own name", async () => {
    const names: string[] = [];
    const { key, cert } = selfSigned;
    const proxy = createHttpsServer({
      key,
      cert,
      SNICallback: (name, done) => done(null, void names.push(name)),
    });
    const { port, stop } = await listen(proxy);
    servers.add({ stop });
    process.env["HTTPS_PROXY"] = `https://localhost:${port}`;
    delete process.env["NO_PROXY"];
    await expect(clientFor("https://host3.test:8006", {}).get("/version")).rejects.toBeInstanceOf(Error);
    expect(names).toEqual(["localhost"]);
  });

  test("a login whose % is not encoded is refused, and not shown", () => {
    process.env["HTTPS_PROXY"] = "http://user:50%off@proxy.test:3128";
    delete process.env["NO_PROXY"];
    const read = () => proxyFor("https://host3.test:8006");
    expect(read).toThrow(/HTTPS_PROXY must be .* written as %25/);
    expect(read).not.toThrow("50%off");
  });

  test("a proxy that is down is named, and the node is not blamed", async () => {
    await startProxy(200);
    await servers.stop();
    const failure = clientFor("https://host3.test:8006", {}).get("/version");
    await expect(failure).rejects.toMatchObject({ code: "ECONNREFUSED", sent: false });
    await expect(failure).rejects.toThrow(/through the proxy 127\.0\.0\.1:\d+ \(ECONNREFUSED\).*NO_PROXY/);
    await expect(failure).rejects.not.toThrow("Check the endpoint");
  });

  test("loopback is reached directly", async () => {
    const server = await servers.serve(issued);
    await startProxy(200);
    await expect(clientFor(server.endpoint, { ca: ca(authority) }).get("/version")).resolves.toBe("in");
    expect(asked).toEqual([]);
  });
});
