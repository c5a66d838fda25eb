/** With the login that the example for CI makes: it sees all that `diff` and `status` look at, and can change nothing. */
import { statusCommand } from "../../../cli/status";
import type { ObjectSpec } from "../../../pve/spec";
import { lookingLogin } from "../../support/pve/documented-login";
import { keptClient, pveCall } from "../../support/pve/pve-call";
import { OBJECTS, deploy, diff, run, simulator, synthesize } from "./bench";

const GROUP = { kind: "group", groupid: "lab-team" } as const;
const FURTHER: readonly ObjectSpec[] = [
  GROUP,
  { kind: "role", roleid: "lab", privileges: { list: ["VM.Audit"] } },
  { kind: "acl", path: "/vms", roleid: "lab", subject: { type: "group", ugid: "lab-team" }, propagate: true },
];

const described = { host3: { objects: [...OBJECTS, ...FURTHER] } };

async function login() {
  return { PROXMOX_VE_API_TOKEN: await lookingLogin(simulator) };
}

test("it sees that all is as described, and that the token works", async () => {
  await deploy();
  const looking = await login();
  const settled = { stdout: "host3  all 4 objects are as described\n", stderr: "", exitCode: 0 };
  expect(await diff([], looking)).toEqual(settled);
  const { stdout, exitCode } = await run(statusCommand, ["--json"], looking);
  expect(JSON.parse(stdout).clusters).toMatchObject([{ identities: [{ works: true }], differences: 0 }]);
  expect(exitCode).toBe(0);
});

test("it sees what an administrator sees, and is not told to get the rights of a deploy", async () => {
  await deploy();
  const looking = await login();
  synthesize(described);
  await pveCall(simulator, "PUT", "/access/roles/opentofu-role", { privs: "VM.Clone" });
  const { stdout, stderr, exitCode } = await diff([], looking);
  expect(stdout).toMatch(/role opentofu-role +\+ VM\.Audit/);
  expect({ stdout, exitCode }).toEqual({ stdout: (await diff()).stdout, exitCode: 2 });
  expect(stderr).toContain(
    "host3  look@pve!ci may look only, so whether the login of the deploy has the rights for this was not checked.\n",
  );
});

test("a login that may do some of it is told what it lacks", async () => {
  await deploy();
  const looking = await login();
  synthesize(described);
  await pveCall(simulator, "PUT", "/access/roles/AccessLook", { privs: "Sys.Audit,Sys.Modify" });
  const { stdout, stderr } = await diff([], looking);
  expect(stdout).toMatch(/! look@pve!ci lacks these rights:\n +Group\.Allocate/);
  expect(stderr).not.toContain("may look only");
});

test.each([
  ["a user", "POST", "/access/users", { userid: "x@pve" }],
  ["a role", "PUT", "/access/roles/opentofu-role", { privs: "VM.Clone" }],
  ["a grant", "PUT", "/access/acl", { path: "/", roles: "opentofu-role", users: "look@pve" }],
  ["a token", "POST", "/access/users/opentofu@pve/token/x", {}],
] as const)("PVE refuses it %s", async (_, method, path, params) => {
  await deploy();
  const [fullTokenid = "", secret = ""] = (await lookingLogin(simulator)).split("=");
  const client = await keptClient(simulator, { fullTokenid, secret });
  await expect(method === "POST" ? client.post(path, params) : client.put(path, params)).rejects.toThrow(
    /: 403 /,
  );
});
