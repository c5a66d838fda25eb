import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ENVIRONMENT, encode } from "../../pve/spec";
import { makeSelfSigned, type Identity } from "../support/certificates";
import { reply, startHttpsServer, type TestServer } from "../support/https-server";

const DIST = join(__dirname, "..", "..", "dist");
const SECRET = "12345678-1234-1234-1234-123456789abc";
const DEBUG = { NODE_DEBUG: "http,https,tls,net,stream" };

let identity: Identity;
let server: TestServer;
let folder: string;

beforeAll(async () => {
  identity = await makeSelfSigned("host3");
  server = await startHttpsServer(identity, (_request, response) => reply(response, 403, { data: null }));
});
afterAll(() => server.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "debug-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function start(bundle: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [join(DIST, bundle), ...args], { env, cwd: folder });
  let [out, err] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (err += data.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, out, err };
}

function reconcile(environment: NodeJS.ProcessEnv) {
  const { endpoint } = server;
  const cluster = { key: "host3", endpoint, insecure: false, fingerprint: identity.fingerprint };
  const settings = encode([{ kind: "user", userid: "opentofu@pve" }]);
  return start("provisioner.cjs", ["reconcile"], {
    [ENVIRONMENT.request]: JSON.stringify({
      construct: "access/host3",
      cluster,
      owner: "access/host3",
      stateFiles: [],
    }),
    [ENVIRONMENT.triggers]: gzipSync(JSON.stringify(settings)).toString("base64"),
    [ENVIRONMENT.state]: "4711",
    PROXMOX_VE_API_TOKEN: `root@pam!boot=${SECRET}`,
    ...environment,
  });
}

test("NODE_DEBUG makes the provisioner print nothing, and least of all the login", async () => {
  const before = server.requests.length;
  const quiet = await reconcile({});
  expect(quiet).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringMatching(/^Error: access\/host3: .* 403/) as string,
  });
  const debugged = await reconcile(DEBUG);
  expect(server.requests.length).toBeGreaterThan(before + 1);
  expect(debugged.err).not.toContain(SECRET);
  expect(debugged.err).not.toMatch(/authorization|^(HTTP|HTTPS|TLS|NET|STREAM) \d+:/im);
  expect(debugged.err).toContain(quiet.err);
});

test.each([["login", "host3"], ["diff"]])(
  "the command line does not log in with NODE_DEBUG: %s",
  async (...args) => {
    const before = server.connections();
    const { code, err } = await start("cli.cjs", args, {
      ...DEBUG,
      PROXMOX_VE_API_TOKEN: `root@pam!boot=${SECRET}`,
    });
    expect(code).toBe(1);
    expect(err).toContain(
      "NODE_DEBUG is set, with which Node prints every request and the login in it. Unset it.",
    );
    expect(server.connections()).toBe(before);
  },
);
