import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { createClient } from "../../../../pve/wire/client";
import { UntrustedCertificateError } from "../../../../pve/wire/errors";
import type { Trust } from "../../../../pve/wire/trust/trust";
import {
  makeAuthority,
  makeSelfSigned,
  type Identity,
  type TestAuthority,
} from "../../../support/certificates";
import { testChannel } from "../../../support/channel";
import { listen } from "../../../support/https-server";
import { LOGIN, SECRET, Servers, WRONG, ca, clientFor } from "./servers";

const DAY_MS = 24 * 60 * 60 * 1000;

let authority: TestAuthority;
let stranger: TestAuthority;
let issued: Identity;
let elsewhere: Identity;
let expired: Identity;
let selfSigned: Identity;
const servers = new Servers();

beforeAll(async () => {
  authority = await makeAuthority();
  stranger = await makeAuthority("Another CA");
  issued = await authority.issue(["127.0.0.1"]);
  elsewhere = await authority.issue(["host9.example.org"]);
  expired = await authority.issue(["127.0.0.1"], -1);
  selfSigned = await makeSelfSigned("host3");
});
afterEach(() => servers.stop());

describe("trusted", () => {
  test.each<[string, () => Identity, () => Partial<Trust>]>([
    ["a CA that issued the certificate", () => issued, () => ({ ca: ca(authority) })],
    [
      "the fingerprint of a self-signed certificate",
      () => selfSigned,
      () => ({ fingerprints: [selfSigned.fingerprint] }),
    ],
    [
      "the fingerprint of a certificate for another name",
      () => elsewhere,
      () => ({ fingerprints: [elsewhere.fingerprint] }),
    ],
    [
      "one of several fingerprints",
      () => selfSigned,
      () => ({ fingerprints: [WRONG, selfSigned.fingerprint] }),
    ],
    ["CA and fingerprint", () => issued, () => ({ ca: ca(authority), fingerprints: [issued.fingerprint] })],
    ["insecure", () => expired, () => ({ insecure: true })],
  ])("%s", async (_name, identity, trust) => {
    const server = await servers.serve(identity());
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
    ["wrong fingerprint", () => selfSigned, () => ({ fingerprints: [WRONG] }), "FINGERPRINT_MISMATCH", WRONG],
    [
      "right CA, wrong fingerprint",
      () => issued,
      () => ({ ca: ca(authority), fingerprints: [WRONG] }),
      "FINGERPRINT_MISMATCH",
      WRONG,
    ],
    [
      "right fingerprint, wrong CA",
      () => issued,
      () => ({ ca: ca(stranger), fingerprints: [issued.fingerprint] }),
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "issuer",
    ],
  ])("%s", async (_name, identity, trust, code, text) => {
    const server = await servers.serve(identity());
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
    servers.add(server);
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
    const server = await servers.serve(soon);
    const left: number[] = [];
    const channel = testChannel(server.endpoint, soon.fingerprint, {
      certificate: ({ validTo }) => left.push((Date.parse(validTo) - Date.now()) / DAY_MS),
    });
    await createClient(channel, LOGIN).get("/version");
    expect(left).toHaveLength(1);
    expect(left[0]).toBeCloseTo(5, 1);
  });
});

test("roots of NODE_EXTRA_CA_CERTS count when nothing is said", async () => {
  const server = await servers.serve(issued);
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
