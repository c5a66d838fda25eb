import { TerraformStack } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster } from "../../../constructs";
import { authenticates } from "../../support/authenticates";
import { DOWN } from "../../support/node-front";
import { reach } from "../../support/project";
import {
  MARK,
  TOKEN,
  describe3,
  make,
  revoke,
  simulator,
  synthesize,
  there,
  writeFile,
  writes,
} from "./bench";

const IDENTITIES = { user: {}, identities: { plan: { profile: "plan-readonly" } } };
const PLAN = "plan@pve!plan-token";

test("the token is named with the file that holds it, deleted when that is confirmed, and the way back is told", async () => {
  describe3();
  const [full] = await make({ [TOKEN]: MARK });
  writeFile(full);
  expect(await authenticates(simulator, full)).toBe(true);
  expect(await revoke(["host3"], true)).toEqual({
    questions: [`Delete ${TOKEN}?`],
    stderr:
      `To be deleted at once on ${simulator.endpoint}:\n  ${TOKEN}  (in terraform.tfvars)\n` +
      "Whoever uses it is refused from then on, and nothing brings its secret back.\n",
    stdout:
      `host3: token ${TOKEN} is deleted, and its secret is dead.\n` +
      "terraform.tfvars still holds a dead secret.\n" +
      "A deploy would miss it. Give access a new secret, and deploy: npx cdktf-proxmox-access rotate host3 --deploy\n",
    exitCode: 0,
  });
  expect(await authenticates(simulator, full)).toBe(false);
  expect(writes()).toEqual(["DELETE /access/users/opentofu@pve/token/opentofu-token"]);
});

test.each([
  [false, "error: Nothing was deleted.\n"],
  [undefined, "error: There is no terminal to ask on; give --yes. Nothing was deleted.\n"],
])("without a yes (%j) nothing is deleted", async (answer, message) => {
  describe3();
  await make({ [TOKEN]: MARK });
  const { stdout, stderr, exitCode } = await revoke(["host3"], answer);
  expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 1 });
  expect(stderr.endsWith(message)).toBe(true);
  expect(writes()).toEqual([]);
});

test("--yes asks nobody", async () => {
  describe3();
  await make({ [TOKEN]: MARK });
  expect(await revoke(["host3", "--yes"])).toMatchObject({ exitCode: 0, questions: [] });
  expect(there()).toEqual([]);
});

describe("which tokens", () => {
  test("of several identities one is to be named, and only its own are deleted", async () => {
    describe3(IDENTITIES);
    const [, plan] = await make({ [TOKEN]: MARK, [PLAN]: MARK });
    writeFile(plan, "plan.tfvars");
    expect(await revoke(["host3", "--yes"])).toMatchObject({
      exitCode: 1,
      stderr: `error: host3 has 2 identities. Say which one, by its name:\n  access  ${TOKEN}\n  plan  ${PLAN}\n`,
    });
    const { stdout } = await revoke(["host3", "plan", "--yes"]);
    expect(there()).toEqual([TOKEN]);
    expect(stdout).toContain("plan.tfvars still holds a dead secret.\n");
    expect(stdout).toContain("npx cdktf-proxmox-access rotate host3 plan --deploy\n");
    expect((await revoke(["host3", "plam"])).stderr).toContain("did you mean plan?");
    expect((await revoke(["host4"])).stderr).toContain("did you mean host3?");
  });

  test("an identity's former rotations end with it, and a full tokenid means that one only", async () => {
    describe3({ token: { rotation: "3", keep: ["2", "1"] } });
    const [first] = await make({ [TOKEN]: MARK, [`${TOKEN}-2`]: MARK, [`${TOKEN}-3`]: MARK });
    // The rotation is described, and not deployed yet.
    writeFile(first);
    const one = await revoke(["host3", `${TOKEN}-2`, "--yes"]);
    expect(there()).toEqual([TOKEN, `${TOKEN}-3`]);
    expect(one.stdout).toBe(
      `host3: token ${TOKEN}-2 is deleted, and its secret is dead.\n` +
        "A deploy would miss it. Take it out of `keep`, and deploy: npx cdktf-proxmox-access rotate host3 --drop --deploy\n",
    );
    const all = await revoke(["host3"], true);
    expect(all.questions).toEqual(["Delete these 2 tokens?"]);
    expect(all.stderr).toContain(`  ${TOKEN}  (a former rotation; in terraform.tfvars)\n`);
    expect(all.stdout).toContain(`host3: token ${TOKEN}-2 is not there.\n`);
    expect(there()).toEqual([]);
  });

  test("--all means every token of this set-up, those too that are described no longer, and no other", async () => {
    describe3(IDENTITIES);
    const old = "opentofu@pve!old";
    await make({
      [TOKEN]: MARK,
      [PLAN]: MARK,
      [old]: MARK,
      "jane@pve!ci": "",
      "opentofu@pve!mine": "by hand",
    });
    const { stderr, stdout } = await revoke(["host3", "--all", "--yes"]);
    expect(stderr).toContain(`  ${old}  (described no longer)\n`);
    expect(there()).toEqual(["jane@pve!ci", "opentofu@pve!mine"]);
    expect(stdout).toContain("rotate host3 access --deploy\n");
    expect(stdout).toContain("rotate host3 plan --deploy\n");
    expect(await revoke(["host3", "plan", "--all"])).toMatchObject({
      stderr: "error: Give an identity or --all, not both.\n",
    });
  });

  test("one of ours that is described no longer can be named", async () => {
    describe3();
    await make({ "opentofu@pve!old": MARK });
    expect(await revoke(["host3", "opentofu@pve!old", "--yes"])).toMatchObject({
      stdout: "host3: token opentofu@pve!old is deleted, and its secret is dead.\n",
      exitCode: 0,
    });
    expect(there()).toEqual([]);
  });

  test("a misspelt one is no success", async () => {
    describe3();
    await make({ [TOKEN]: MARK });
    const { stderr, exitCode } = await revoke(["host3", "opentofu@pve!opentofu-tokem", "--yes"]);
    expect(stderr).toBe(
      `error: "opentofu@pve!opentofu-tokem" is no token on host3; did you mean ${TOKEN}?\nNothing was deleted.\n`,
    );
    expect(exitCode).toBe(1);
    expect(there()).toEqual([TOKEN]);
  });

  test("a described one whose comment was edited is deleted, and that is said before", async () => {
    describe3();
    await make({ [TOKEN]: "edited" });
    const { stderr } = await revoke(["host3", "--yes"]);
    expect(stderr).toContain(`  ${TOKEN}  (its comment has lost our mark)\n`);
    expect(there()).toEqual([]);
  });

  test.each([
    ["of another stack", TOKEN, MARK.replace("proxmox-access/host3", "other/host3")],
    ["of nobody", "jane@pve!ci", "hers"],
  ])("one %s is refused with the line to run by hand", async (_, full, comment) => {
    describe3();
    await make({ [full]: comment });
    const { stderr, exitCode } = await revoke(["host3", full, "--yes"]);
    const [userid = "", tokenid = ""] = full.split("!");
    expect(stderr).toBe(
      `error: token ${full} on host3 was not made for proxmox-access/host3: its comment does not say so.\nNothing was deleted.\n` +
        `To delete by hand, run on a node, as root:\n  pveum user token delete ${userid} ${tokenid}\n`,
    );
    expect(exitCode).toBe(1);
    expect(there()).toEqual([full]);
  });
});

test("one that is gone already is no error, and the way back is told all the same", async () => {
  describe3();
  expect(await revoke(["host3"])).toMatchObject({
    stdout: expect.stringMatching(/^host3: token \S+ is not there\.\n.*rotate host3 --deploy\n$/),
    questions: [],
    exitCode: 0,
  });
});

test("the one that was deployed is named, where another is described by now and not deployed", async () => {
  describe3({ token: { rotation: "2", keep: [] } });
  await make({ [TOKEN]: MARK, "opentofu@pve!mine": "by hand" });
  const { stdout, exitCode } = await revoke(["host3", "--yes"]);
  expect(stdout).toContain(
    `host3: token ${TOKEN}-2 is not there.\n` +
      `host3: token ${TOKEN} is there, made by this set-up and described no longer. ` +
      `To delete it too: npx cdktf-proxmox-access revoke host3 '${TOKEN}'\n`,
  );
  expect(exitCode).toBe(0);
  expect(there()).toEqual(["opentofu@pve!mine", TOKEN]);
});

test("it works from what a program has described itself", async () => {
  synthesize((app) => {
    const stack = new TerraformStack(app, "lab");
    const cluster = new ProxmoxCluster(stack, "host3", reach(simulator));
    new ProxmoxAccess(stack, "access", { cluster });
  });
  await make({ [TOKEN]: MARK.replace("proxmox-access/host3", "lab/host3") });
  expect(await revoke(["host3", "access", "--yes"])).toMatchObject({ exitCode: 0 });
  expect(there()).toEqual([]);
});

describe("if the cluster does not do it, the line to run on a node is told", () => {
  const LINE =
    "To delete by hand, run on a node, as root:\n  pveum user token delete opentofu@pve opentofu-token\n";

  test("it can't be reached", async () => {
    describe3({ endpoint: DOWN });
    const { stderr, exitCode } = await revoke(["host3"], true, {
      PROXMOX_VE_USERNAME: "root@pam",
      PROXMOX_VE_PASSWORD: "x",
      PROXMOX_VE_RETRY_SECONDS: "0",
    });
    expect(stderr).toMatch(/^error: .*the connection was refused/);
    expect(stderr.endsWith(LINE)).toBe(true);
    expect(exitCode).toBe(1);
  });

  test("there is no login", async () => {
    describe3();
    const { stderr } = await revoke(["host3"], true, {});
    expect(stderr).toMatch(/^error: There is no login for cluster host3/);
    expect(stderr.endsWith(LINE)).toBe(true);
  });

  test("the login may not see the token", async () => {
    describe3();
    await make({ [TOKEN]: MARK });
    simulator.addUser({ userid: "guest@pve", password: "guest-password" });
    const guest = { PROXMOX_VE_USERNAME: "guest@pve", PROXMOX_VE_PASSWORD: "guest-password" };
    const { stderr, stdout } = await revoke(["host3", "--yes"], undefined, guest);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/guest@pve lacks these rights on host3/);
    expect(stderr.endsWith(LINE)).toBe(true);
    expect(there()).toEqual([TOKEN]);
  });
});
