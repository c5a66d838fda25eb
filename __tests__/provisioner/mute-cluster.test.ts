import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "../../provisioner/run";
import { type Description, ENVIRONMENT, describedNames, encode, namesDigest } from "../../pve/spec";
import { makeSelfSigned } from "../support/certificates";
import { listen, reply, startHttpsServer } from "../support/https-server";

const SETTINGS = encode([{ kind: "user", userid: "opentofu@pve" }]);

let folder: string;
const before = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mute-"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

test("a node that accepts a connection and says nothing is one fault, beside those of other clusters", async () => {
  const mute = await listen(createServer((socket) => socket.resume()));
  const identity = await makeSelfSigned("host4");
  const other = await startHttpsServer(identity, (_request, response) =>
    reply(response, 403, { data: null }, "no rights"),
  );
  const { fingerprint } = identity;
  const described = (key: string, endpoint: string) => ({
    cluster: { key, endpoint, insecure: false, fingerprint },
    reconcile: "on-change" as const,
    settings: SETTINGS,
  });
  const description: Description = {
    clusters: { host3: described("host3", mute.endpoint), host4: described("host4", other.endpoint) },
    tokens: [],
    files: [],
    bundles: [],
    ssh: [],
  };
  writeFileSync("description.json", JSON.stringify(description));
  const names = namesDigest(describedNames(description));
  const request = {
    construct: "access",
    stack: "access",
    names,
    stateFiles: [],
    secretsInState: true,
    tokenFiles: [],
  };
  const printed: string[] = [];
  const write = (line: string) => printed.push(line);
  const code = await run(
    "preflight",
    {
      [ENVIRONMENT.request]: JSON.stringify(request),
      [ENVIRONMENT.triggers]: gzipSync(JSON.stringify({ state: "4711" })).toString("base64"),
      PROXMOX_VE_API_TOKEN: "root@pam!boot=12345678-1234-1234-1234-123456789abc",
      PROXMOX_VE_RETRY_SECONDS: "0",
    },
    { out: write, error: write },
    () => true,
  );
  await Promise.all([mute.stop(), other.stop()]);
  expect(code).toBe(1);
  const text = printed.join("\n");
  expect(text).toContain(`at ${mute.endpoint}: no connection within 15 s. Check the endpoint`);
  expect(text).toContain(`at ${other.endpoint} was answered with 403 no rights`);
  expect(text).not.toContain("unexpected failure");
});
