/** What is shown, against what PVE itself says; and what a login that sees less is told. */
import { answersTo } from "../../../cli/show/page/answer";
import { asRoot, deploy, grant, reviewed, show, simulator } from "./bench";
import { populate } from "./scene";

/** `GET /access/permissions`: what PVE lets somebody do on a path. */
async function permissions(userid: string, path: string): Promise<readonly string[]> {
  const answer = (await asRoot("GET", "/access/permissions", { userid, path })) as Record<string, object>;
  return Object.keys(answer[path] ?? {}).sort();
}

test("shows of each user and token, on each path, just what PVE says", async () => {
  await populate();
  await grant("/pool/lab", "PVEAuditor", { groups: "ops" });
  await grant("/pool", "PVEAdmin", { users: "auditor@pve", propagate: "0" });
  await grant("/vms/100", "NoAccess", { users: "opentofu@pve" });
  await asRoot("POST", "/access/users/root@pam/token/half", { privsep: "1" });
  await grant("/nodes", "PVEAuditor", { tokens: "root@pam!half" });
  const cluster = await reviewed();
  const review = { source: "pve", at: "", clusters: [cluster] } as const;
  const compared: string[] = [];
  for (const path of [
    "/",
    "/pool/lab",
    "/pool/lab/below",
    "/pool",
    "/pool/secret",
    "/vms/100",
    "/vms/101",
    "/nodes/n",
    "/storage",
  ]) {
    const [answer] = answersTo({ privilege: "", path, cluster: "", who: "" }, review);
    const shown = new Map<string, readonly string[]>(
      answer!.users.flatMap(({ user, found, tokens }) => [
        [user.userid, found[0]?.right.privileges ?? []] as const,
        ...tokens.map(
          ({ token, found: own }) => [token.fullTokenid, own[0]?.right.privileges ?? []] as const,
        ),
      ]),
    );
    const names = cluster.users.flatMap((user) => [
      user.userid,
      ...user.tokens.map((token) => token.fullTokenid),
    ]);
    for (const name of names) {
      expect([name, path, shown.get(name) ?? []]).toEqual([name, path, await permissions(name, path)]);
      if (shown.has(name)) compared.push(name);
    }
  }
  expect(new Set(compared).size).toBe(11);
});

describe("of a login that sees less", () => {
  /** A token of a user with these privileges on these paths. */
  async function loginWith(grants: Readonly<Record<string, string>>) {
    await asRoot("POST", "/access/users", { userid: "reader@pve" });
    const made = await asRoot("POST", "/access/users/reader@pve/token/tok", { privsep: "0" });
    for (const [path, privs] of Object.entries(grants)) {
      const roleid = `Reader${path.replaceAll("/", "-")}`;
      await asRoot("POST", "/access/roles", { roleid, privs });
      await grant(path, roleid, { users: "reader@pve" });
    }
    return { PROXMOX_VE_API_TOKEN: `reader@pve!tok=${(made as { readonly value: string }).value}` };
  }

  test("says what it could not see, and calls nothing missing that may be there", async () => {
    await deploy();
    const login = await loginWith({ "/vms": "VM.Audit" });
    const { stdout, stderr, exitCode } = await show([], login);
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(
        /^host3 {2}Warning: not all is shown\. Without Sys\.Audit on \/access, ACL entries /,
      ),
      expect.stringMatching(
        /^host3 {2}Warning: .* User\.Modify or Sys\.Audit on \/access\/groups, of users /,
      ),
      expect.stringMatching(/^host3 {2}Warning: .* Group\.Allocate on \/access\/groups, only groups /),
      "",
    ]);
    expect(stdout).toContain("as reader@pve!tok sees it");
    expect(stdout).not.toContain("jane@pve");
    expect(exitCode).toBe(0);
    expect((await reviewed([], login)).missing).toEqual([]);
  });

  test("Sys.Audit on /access is enough to see all", async () => {
    await deploy();
    const login = await loginWith({ "/access": "Sys.Audit" });
    const { hidden, users } = await reviewed([], login);
    expect(hidden).toEqual([]);
    expect(users.map(({ userid }) => userid)).toEqual(["opentofu@pve", "jane@pve", "reader@pve", "root@pam"]);
  });

  test("shows whom an entry is for, though it does not see the user", async () => {
    await deploy();
    const login = await loginWith({ "/pool": "Permissions.Modify" });
    const { stdout } = await show([], login);
    expect(stdout).toMatch(/user opentofu@pve {2}ours\n/);
    expect(stdout).toMatch(/group lab-team {2}ours, not shown to this login\n/);
    await grant("/pool/lab", "PVEAdmin", { users: "jane@pve" });
    expect((await show([], login)).stdout).toMatch(/user jane@pve {2}others', not shown to this login\n/);
  });
});

test("names what is described and not there", async () => {
  await deploy();
  await asRoot("DELETE", "/access/users/opentofu@pve/token/ci");
  await asRoot("DELETE", "/access/roles/opentofu-role");
  const { stderr, exitCode } = await show();
  expect(stderr).toBe(
    "host3  token opentofu@pve!ci, role opentofu-role, acl /pool/lab ci-role token opentofu@pve!ci, " +
      "acl /pool/lab opentofu-role user opentofu@pve: described, and not there. Deploy, or ask `diff`.\n",
  );
  expect(exitCode).toBe(0);
});

test("tells what another stack, or an earlier description, has left", async () => {
  await deploy();
  const mark = (owner: string) => `Lab (cdktf-proxmox-access: ${owner}, 4711)`;
  await asRoot("POST", "/access/groups", { groupid: "left", comment: mark("access/host3") });
  await asRoot("POST", "/access/groups", { groupid: "theirs", comment: mark("lab/host3") });
  const { stdout } = await show();
  expect(stdout).toMatch(/group left {2}ours, described no longer, nobody is in it\n/);
  expect(stdout).toMatch(/group theirs {2}of lab\/host3, nobody is in it\n/);
});

test("changes nothing", async () => {
  await deploy();
  simulator.clearRequests();
  await show();
  expect(simulator.requests.filter(({ method }) => method !== "GET").map(({ path }) => path)).toEqual([
    "/access/ticket",
  ]);
});
