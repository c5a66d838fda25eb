import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { connect as connectSocket, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Duplex } from "node:stream";
import { promisify } from "node:util";
import { tokenAuthentication } from "../../../../pve/wire/login/authentication";
import { createClient, type PveClient } from "../../../../pve/wire/client";
import { UntrustedCertificateError } from "../../../../pve/wire/errors";
import type { Trust } from "../../../../pve/wire/trust/trust";
import {
  makeAuthority,
  makeSelfSigned,
  type Identity,
  type TestAuthority,
} from "../../../support/certificates";
import { testChannel } from "../../../support/channel";
import { listen, reply, startHttpsServer, type TestServer } from "../../../support/https-server";

const SECRET = "12345678-1234-1234-1234-123456789abc";
const WRONG = Array.from({ length: 32 }, () => "AB").join(":");
const DAY_MS = 24 * 60 * 60 * 1000;

let authority: TestAuthority;
let stranger: TestAuthority;
let issued: Identity;
let elsewhere: Identity;
let expired: Identity;
let selfSigned: Identity;
let running: TestServer[] = [];

beforeAll(async () => {
  authority = await makeAuthority();
  stranger = await makeAuthority("Another CA");
  issued = await authority.issue(["127.0.0.1"]);
  elsewhere = await authority.issue(["host9.example.org"]);
  expired = await authority.issue(["127.0.0.1"], -1);
  selfSigned = await makeSelfSigned("host3");
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  running = [];
});

async function serve(identity: Identity): Promise<TestServer> {
  const server = await startHttpsServer(identity, (_request, response) =>
    reply(response, 200, { data: "in" }),
  );
  running.push(server);
  return server;
}

function clientFor(endpoint: string, trust: Omit<Trust, "key" | "insecure"> & Partial<Trust>): PveClient {
  const channel = testChannel(endpoint, "", { trust: { key: "host3", insecure: false, ...trust } });
  return createClient(channel, tokenAuthentication("root@pam!t", SECRET, ""));
}

const ca = ({ certificate }: TestAuthority): NonNullable<Trust["ca"]> => ({
  file: "/ca.pem",
  pem: certificate,
});

describe("trusted", () => {
  test.each<[string, () => Identity, () => Partial<Trust>]>([
    ["a CA that issued the certificate", () => issued, () => ({ ca: ca(authority) })],
    [
      "the fingerprint of a self-signed certificate",
      () => selfSigned,
      () => ({ fingerprint: selfSigned.fingerprint }),
    ],
    [
      "the fingerprint of a certificate for another name",
      () => elsewhere,
      () => ({ fingerprint: elsewhere.fingerprint }),
    ],
    ["CA and fingerprint", () => issued, () => ({ ca: ca(authority), fingerprint: issued.fingerprint })],
    ["insecure", () => expired, () => ({ insecure: true })],
  ])("%s", async (_name, identity, trust) => {
    const server = await serve(identity());
    await expect(clientFor(server.endpoint, trust()).get("/version")).resolves.toBe("in");
  });
});

describe("not trusted, and the server sees no request", () => {
  test.each<[string, () => Identity, () => Partial<Trust>, string, string]>([
    ["self-signed, nothing said", () => selfSigned, () => ({}), "DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed"],
    ["unknown CA, nothing said", () => issued, () => ({}), "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "issuer"],
    ["another CA", () => issued, () => ({ ca: ca(stranger) }), "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "issuer"],
    [
      "another host name",
      () => elsewhere,
      () => ({ ca: ca(authority) }),
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "host9",
    ],
    ["expired", () => expired, () => ({ ca: ca(authority) }), "CERT_HAS_EXPIRED", "has expired"],
    ["wrong fingerprint", () => selfSigned, () => ({ fingerprint: WRONG }), "FINGERPRINT_MISMATCH", WRONG],
    [
      "right CA, wrong fingerprint",
      () => issued,
      () => ({ ca: ca(authority), fingerprint: WRONG }),
      "FINGERPRINT_MISMATCH",
      WRONG,
    ],
    [
      "right fingerprint, wrong CA",
      () => issued,
      () => ({ ca: ca(stranger), fingerprint: issued.fingerprint }),
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "issuer",
    ],
  ])("%s", async (_name, identity, trust, code, text) => {
    const server = await serve(identity());
    const error: unknown = await clientFor(server.endpoint, trust())
      .post("/access/users", {})
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UntrustedCertificateError);
    expect(error).toMatchObject({ code, sent: false, resultUnknown: false });
    const { message } = error as Error;
    expect(message).toContain(text);
    for (const way of [
      identity().fingerprint,
      "subject CN=",
      "issuer CN=",
      "valid to ",
      "PROXMOX_VE_HOST3_CA_FILE",
    ]) {
      expect(message).toContain(way);
    }
    expect(message).toContain("PROXMOX_VE_HOST3_FINGERPRINT");
    expect(message).toContain("PROXMOX_VE_HOST3_INSECURE");
    expect(message).not.toContain(SECRET);
    await server.drained();
    expect(server.received()).toBe(0);
  });

  test("a server that is not TLS", async () => {
    const plain = createHttpServer();
    const server = { requests: [], ...(await listen(plain)) };
    running.push(server);
    let bytes = "";
    plain.on("connection", (socket: Socket) =>
      socket.on("data", (data) => (bytes += data.toString("latin1"))),
    );
    await expect(clientFor(server.endpoint, { insecure: true }).get("/version")).rejects.toMatchObject({
      sent: false,
    });
    expect(bytes).not.toContain("PVEAPIToken");
  });
});

describe("the certificate of a connection is reported", () => {
  test("with its expiry", async () => {
    const soon = await authority.issue(["127.0.0.1"], 5);
    const server = await serve(soon);
    const left: number[] = [];
    const channel = testChannel(server.endpoint, soon.fingerprint, {
      certificate: ({ validTo }) => left.push((Date.parse(validTo) - Date.now()) / DAY_MS),
    });
    await createClient(channel, tokenAuthentication("root@pam!t", SECRET, "")).get("/version");
    expect(left).toHaveLength(1);
    expect(left[0]).toBeCloseTo(5, 1);
  });
});

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
    running.push(server);
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
    const server = await serve(selfSigned);
    await startProxy(200);
    const endpoint = `https://host3.test:${server.port}`;
    await expect(clientFor(endpoint, { fingerprint: selfSigned.fingerprint }).get("/version")).resolves.toBe(
      "in",
    );
    expect(asked).toEqual([`host3.test:${server.port}`]);
    expect(seen).not.toContain(SECRET);
  });

  test("one tunnel carries all requests, and is made anew when the node has hung up", async () => {
    const server = await startHttpsServer(selfSigned, (request, response) => {
      if (request.url.endsWith("/last")) response.setHeader("Connection", "close");
      reply(response, 200, { data: "in" });
    });
    running.push(server);
    await startProxy(200);
    const client = clientFor(`https://host3.test:${server.port}`, { fingerprint: selfSigned.fingerprint });
    await Promise.all([client.get("/a"), client.post("/b", {}), client.get("/last")]);
    expect(asked).toHaveLength(1);
    await client.post("/c", {});
    expect(asked).toHaveLength(2);
    expect(server.requests).toHaveLength(4);
  });

  test("a login of the proxy's URL is given to the proxy", async () => {
    const server = await serve(selfSigned);
    await startProxy(200);
    process.env["HTTPS_PROXY"] = process.env["HTTPS_PROXY"]?.replace("//", "//user:p%40ss@");
    const endpoint = `https://host3.test:${server.port}`;
    await clientFor(endpoint, { fingerprint: selfSigned.fingerprint }).get("/version");
    expect(logins).toEqual([`Basic ${Buffer.from("user:p@ss").toString("base64")}`]);
    expect(server.requests[0]?.headers["proxy-authorization"]).toBeUndefined();
  });

  test("the host name behind the tunnel has to match", async () => {
    const named = await authority.issue(["host3.test"]);
    const server = await serve(named);
    await startProxy(200);
    const trust = { ca: ca(authority) };
    await expect(clientFor(`https://host3.test:${server.port}`, trust).get("/")).resolves.toBe("in");
    await expect(clientFor(`https://host4.test:${server.port}`, trust).get("/")).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    expect(server.requests).toHaveLength(1);
  });

  test("a wrong fingerprint stops before the request", async () => {
    const server = await serve(selfSigned);
    await startProxy(200);
    const client = clientFor(`https://host3.test:${server.port}`, { fingerprint: WRONG });
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

  test("loopback is reached directly", async () => {
    const server = await serve(issued);
    await startProxy(200);
    await expect(clientFor(server.endpoint, { ca: ca(authority) }).get("/version")).resolves.toBe("in");
    expect(asked).toEqual([]);
  });
});

test("roots of NODE_EXTRA_CA_CERTS count when nothing is said", async () => {
  const server = await serve(issued);
  const folder = await mkdtemp(join(tmpdir(), "extra-ca-"));
  const authorities = join(folder, "ca.pem");
  const script = join(folder, "script.ts");
  await writeFile(authorities, authority.certificate);
  await writeFile(
    script,
    `import { createClient } from ${JSON.stringify(resolve("pve/wire/client"))};
     import { ANONYMOUS } from ${JSON.stringify(resolve("pve/wire/login/authentication"))};
     import { testChannel } from ${JSON.stringify(resolve("__tests__/support/channel"))};
     const trust = { key: "host3", insecure: false };
     createClient(testChannel(${JSON.stringify(server.endpoint)}, "", { trust }), ANONYMOUS).get("/").then(console.log);`,
  );
  const run = promisify(execFile)(process.execPath, ["--import", "tsx", script], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: authorities },
  });
  await expect(run.finally(() => rm(folder, { recursive: true }))).resolves.toMatchObject({ stdout: "in\n" });
});
