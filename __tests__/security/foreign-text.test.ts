import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { diffCommand } from "../../cli/diff";
import { run } from "../../provisioner/run";
import { ENVIRONMENT, type ObjectSpec, encode } from "../../pve/spec";
import { makeSelfSigned, type Identity } from "../support/certificates";
import { reply, startHttpsServer, type Handler, type TestServer } from "../support/https-server";

const userid = "opentofu@pve";
const OBJECTS: readonly ObjectSpec[] = [
  { kind: "user", userid, email: "ops@example.org" },
  { kind: "user", userid: "other@ldap" },
  { kind: "role", roleid: "opentofu-role", privileges: { list: ["VM.Audit", "VM.Clone"] } },
  {
    kind: "acl",
    path: "/pool/lab",
    roleid: "opentofu-role",
    subject: { type: "user", ugid: userid },
    propagate: true,
  },
  { kind: "token", userid, tokenid: "opentofu-token", privsep: false, rotation: "1", issue: "42" },
];

const MARK = "OpenTofu (cdktf-proxmox-access: access/host3, 4711)";
const RIGHTS = {
  "Realm.AllocateUser": 1,
  "Sys.Audit": 1,
  "Sys.Modify": 1,
  "User.Modify": 1,
  "Permissions.Modify": 1,
  "VM.Audit": 1,
};
const ANSWERS: Readonly<Record<string, unknown>> = {
  "/version": { version: "9.2.1", release: "9.2" },
  "/access/users": [
    {
      userid,
      comment: MARK,
      email: "mallory@example.org",
      groups: "admins",
      tokens: [
        { tokenid: "opentofu-token", comment: MARK.replace("4711", "4711, issue 41"), privsep: 0 },
        { tokenid: "left-over", comment: MARK },
      ],
    },
    { userid: "other@ldap", comment: MARK.replace("access/", "elsewhere/"), firstname: "Mallory" },
    { userid: "left@pve", comment: MARK },
  ],
  "/access/roles": [
    { roleid: "opentofu-role", privs: "VM.Audit,VM.Console" },
    { roleid: "NoAccess", privs: "", special: 1 },
    { roleid: "Admin", privs: "VM.Audit,VM.Clone,Sys.Modify" },
  ],
  "/access/acl": [
    { path: "/pool/lab", type: "user", ugid: userid, roleid: "opentofu-role", propagate: 1 },
    { path: "/", type: "group", ugid: "admins", roleid: "Admin", propagate: 1 },
    { path: "/pool/lab/x", type: "user", ugid: userid, roleid: "NoAccess" },
  ],
  "/access/permissions": {
    "/": RIGHTS,
    "/access": RIGHTS,
    "/pool/lab": { "VM.Audit": 1, "VM.Clone": 1, "Permissions.Modify": 1 },
  },
  "/access/domains": [{ realm: "pam" }, { realm: "pve" }, { realm: "ldap" }],
  "/pools": [{ poolid: "lab" }, { poolid: "labs" }],
};

/** Escape sequences, C1, bidirectional and invisible characters, ends of lines, half a surrogate pair; and whatever else. */
const poison = fc.oneof(
  fc.constantFrom(
    "\u001b[2K\r",
    "\u009b31m",
    "\u202eevil",
    "\u2028",
    "\u2029",
    "\u0085",
    "\ud800",
    "\u200b",
    "\u0007",
  ),
  fc.constantFrom("\nFORGED ", "\r\nFORGED ", "\u000bFORGED "),
  fc.string({ unit: "binary", maxLength: 8 }),
);

interface Attack {
  readonly text: string;
  /** Which of the texts of all answers, counted. */
  readonly victims: readonly boolean[];
  /** Where in a text, from 0 to 1. */
  readonly at: number;
  /** Takes over what is not ours, so that the run goes on to its proof. */
  readonly adopt: boolean;
  /** The path whose answer is an error. */
  readonly refused: string;
}

const attack: fc.Arbitrary<Attack> = fc.record({
  text: poison,
  victims: fc.array(fc.boolean(), { minLength: 7, maxLength: 31 }),
  at: fc.constantFrom(0, 0.5, 0.8, 1),
  adopt: fc.boolean(),
  refused: fc.constantFrom("", "", "", "", "", "", ...Object.keys(ANSWERS)),
});

/** A run to its end, and one that fails. */
const EXAMPLES: readonly Attack[] = [
  { text: "", victims: [false], at: 0, adopt: true, refused: "" },
  { text: "\u001b[2K\r", victims: [true], at: 1, adopt: true, refused: "/access/users" },
];

let identity: Identity;
let server: TestServer;
let handler: Handler;
let folder: string;
const before = process.cwd();

beforeAll(async () => {
  identity = await makeSelfSigned("host3");
  server = await startHttpsServer(identity, (request, response, n) => handler(request, response, n));
});
afterAll(() => server.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "foreign-"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** Answers as PVE does, with the text put into names and values. */
function poisoned({ text, victims, at, refused }: Attack): Handler {
  let count = 0;
  const spoil = (original: string): string => {
    if (!victims[count++ % victims.length]) return original;
    const place = Math.round(original.length * at);
    return `${original.slice(0, place)}${text}${original.slice(place)}`;
  };
  const spoilAll = (value: unknown): unknown => {
    if (typeof value === "string") return spoil(value);
    if (Array.isArray(value)) return value.map(spoilAll);
    if (typeof value !== "object" || value === null) return value;
    const isNamed = Object.keys(value).some((key) => /^[/A-Z]/.test(key));
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [isNamed ? spoil(key) : key, spoilAll(inner)]),
    );
  };
  return ({ method, url }, response) => {
    const path = new URL(url, server.endpoint).pathname.replace("/api2/json", "");
    if (path === refused)
      reply(response, 500, { data: null, message: spoil("it failed"), errors: { [spoil("x")]: spoil("y") } });
    else if (method === "GET") reply(response, 200, { data: spoilAll(ANSWERS[path] ?? null) });
    else if (path.includes("/token/"))
      reply(response, 200, { data: { value: "12345678-1234-1234-1234-123456789abc" } });
    else reply(response, 200, { data: null });
  };
}

/** What was printed holds nothing that steers a terminal, and no line that a server has begun. */
function expectClean(printed: string): void {
  expect(printed).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
  expect(printed).not.toMatch(/^FORGED/m);
}

const LOGIN = {
  PROXMOX_VE_API_TOKEN: "root@pam!boot=12345678-1234-1234-1234-123456789abc",
  PROXMOX_VE_RETRY_SECONDS: "0",
};

test("no text of a server reaches the output of the provisioner as it is", async () => {
  const cluster = {
    key: "host3",
    endpoint: server.endpoint,
    insecure: false,
    fingerprint: identity.fingerprint,
  };
  const request = { construct: "access/host3", cluster, owner: "access/host3", stateFiles: [] };
  writeFileSync(
    "description.json",
    JSON.stringify({ clusters: {}, tokens: [], files: [], bundles: [], ssh: [] }),
  );
  const environment = {
    ...LOGIN,
    [ENVIRONMENT.request]: JSON.stringify(request),
    [ENVIRONMENT.state]: "4711",
  };
  let all = "";
  await fc.assert(
    fc.asyncProperty(attack, async (each) => {
      handler = poisoned(each);
      let printed = "";
      const write = (line: string) => (printed += `${line}\n`);
      const objects = each.adopt ? OBJECTS.map((object) => ({ ...object, adopt: true })) : OBJECTS;
      const triggers = gzipSync(JSON.stringify(encode(objects))).toString("base64");
      const given = { ...environment, [ENVIRONMENT.triggers]: triggers };
      await run("reconcile", given, { out: write, error: write }, () => true);
      expectClean(printed);
      all += printed;
    }),
    { numRuns: 50, examples: EXAMPLES.map((each) => [each]) },
  );
  // Else nothing was tested.
  for (const words of ["was answered with 500", "has more than was granted"]) expect(all).toContain(words);
});

test("no text of a server reaches the output of diff as it is", async () => {
  const stack = join(folder, "cdktf.out", "stacks", "access");
  mkdirSync(stack, { recursive: true });
  const cluster = {
    key: "host3",
    endpoint: server.endpoint,
    insecure: false,
    fingerprint: identity.fingerprint,
  };
  const clusters = { host3: { cluster, reconcile: "on-change", settings: encode(OBJECTS) } };
  const stacks = { access: { name: "access", synthesizedStackPath: "stacks/access/cdk.tf.json" } };
  writeFileSync(join(folder, "cdktf.out", "manifest.json"), JSON.stringify({ stacks }));
  writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify(ENVIRONMENT.request));
  writeFileSync(join(stack, "description.json"), JSON.stringify({ clusters, files: [], ssh: [] }));
  let all = "";
  await fc.assert(
    fc.asyncProperty(attack, async (each) => {
      handler = poisoned(each);
      let printed = "";
      const output = { write: (text: string) => (printed += text) };
      await diffCommand({ environment: LOGIN, stdout: output, stderr: output }).parseAsync([], {
        from: "user",
      });
      expectClean(printed);
      all += printed;
    }),
    { numRuns: 50, examples: EXAMPLES.map((each) => [each]) },
  );
  process.exitCode = undefined;
  for (const words of ["was answered with 500", "described no longer"]) expect(all).toContain(words);
});
