/** `reconcile` and `reissue`, and what they note for a run that follows. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { FULL_TOKENID, ACL, ALL, ROLE, TOKEN, USER, mark } from "../pve/reconcile/objects";
import { pveCall } from "../support/pve/pve-call";
import { encode } from "../../pve/spec";
import { Bench, expectGreen, mode } from "./bench";

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
beforeEach(() => bench.begin());
afterEach(() => bench.end());
afterAll(() => bench.stop());

const read = (name: string) => readFileSync(`.run/${name}`, "utf8");
const secretInPve = () => bench.at("host3").snapshot().tokens[0]?.secret;

describe("reconcile", () => {
  it("makes what its triggers describe, and says so with the cluster", async () => {
    expect(await bench.reconcile()).toEqual({
      code: 0,
      out: [
        "host3  user opentofu@pve: created",
        "host3  role opentofu-role: created with VM.Audit VM.Clone",
        "host3  token opentofu@pve!opentofu-token: created",
        "host3  acl / opentofu-role for opentofu@pve: granted",
      ].join("\n"),
      err: "",
    });
    expect(bench.at("host3").snapshot().users[0]?.comment).toBe(`OpenTofu/Terraform ${mark()}`);
    expect(await bench.reconcile()).toEqual({ code: 0, out: "", err: "" });
  });

  it("keeps what must survive a kill, for nobody else to read", async () => {
    await bench.reconcile();
    expect(readdirSync(".run/host3").toSorted()).toEqual([
      "11",
      "begun.json",
      "done",
      "origins.json",
      "trust.json",
    ]);
    expect(read("states.txt")).toBe("1\n");
    expect(read("host3/11")).toBe(`${secretInPve() ?? ""}\n`);
    expect(JSON.parse(read("host3/begun.json"))).toEqual({
      cluster: bench.cluster("host3"),
      settings: encode(ALL),
    });
    expect(JSON.parse(read("host3/origins.json"))).toEqual({
      [`role ${ROLE.roleid}`]: "made",
      [`acl / ${ROLE.roleid} user ${USER.userid}`]: "made",
    });
    for (const folder of [".run", ".run/host3"]) expect(mode(folder)).toBe("700");
    for (const file of [".run/states.txt", ...readdirSync(".run/host3").map((name) => `.run/host3/${name}`)])
      expect([file, mode(file)]).toEqual([file, "600"]);
    expect(read("host3/begun.json")).not.toContain(secretInPve());
  });

  it("makes Terraform's state private before there is a secret", async () => {
    writeFileSync("terraform.tfstate", "{}", { mode: 0o644 });
    await bench.reconcile();
    expect(mode("terraform.tfstate")).toBe("600");
  });

  it("notes nothing when it is refused", async () => {
    await pveCall(bench.at("host3"), "POST", "/access/users", { userid: USER.userid });
    const { code, out, err } = await bench.reconcile();
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^Error: access\/host3: user opentofu@pve exists and is not ours on host3\./);
    expect(existsSync(".run/host3")).toBe(false);
  });

  it("remembers for good what it found before it", async () => {
    await pveCall(bench.at("host3"), "POST", "/access/roles", {
      roleid: ROLE.roleid,
      privs: "VM.Audit,VM.Clone",
    });
    await bench.reconcile();
    await bench.reconcile([...ALL, { ...ACL, path: "/vms" }]);
    expect(JSON.parse(read("host3/origins.json"))).toEqual({
      [`role ${ROLE.roleid}`]: "there",
      [`acl / ${ROLE.roleid} user ${USER.userid}`]: "made",
      [`acl /vms ${ROLE.roleid} user ${USER.userid}`]: "made",
    });
  });

  it("remembers as made what a cut connection hides from it for a moment", async () => {
    await bench.deploy({ host3: ALL });
    const more = [...ALL, { ...ROLE, roleid: "more" }];
    expectGreen(await bench.preflight(bench.settled({ host3: ALL }), bench.describe({ host3: more })));
    bench
      .at("host3")
      .faults.on({ method: "POST", path: "/access/roles" }, { at: "handled", do: "cut", times: 1 });
    expectGreen(await bench.reconcile(more));
    expect(JSON.parse(read("host3/origins.json"))).toMatchObject({ "role more": "made" });
  });

  it("is not done when it fails, and takes away what it had made; the next one finishes", async () => {
    const remove = bench
      .at("host3")
      .faults.on({ method: "PUT", path: "/access/acl" }, { reply: { status: 403 } });
    const { code, out, err } = await bench.reconcile();
    expect(code).toBe(1);
    expect(out).toContain("host3  user opentofu@pve: created");
    expect(err).toMatch(
      /^Error: access\/host3: PUT \/access\/acl .*\nWhat this run had made was taken away again\.$/,
    );
    expect(existsSync(".run/host3/done")).toBe(false);
    remove();
    expectGreen(await bench.reconcile());
    expect(existsSync(".run/host3/done")).toBe(true);
    expect(read("host3/11")).toBe(`${secretInPve() ?? ""}\n`);
  });

  it("that has taken away what it had made takes nothing for its own that is made by hand then", async () => {
    const grant = { method: "PUT", path: "/access/acl" };
    const remove = bench.at("host3").faults.on(grant, { reply: { status: 403 } });
    expect((await bench.reconcile()).err).toContain("was taken away again");
    remove();
    const { userid } = USER;
    await pveCall(bench.at("host3"), "POST", "/access/users", { userid, comment: "by hand" });
    expect((await bench.reconcile()).err).toContain("user opentofu@pve exists and is not ours on host3.");
    expect(bench.at("host3").snapshot().users).toMatchObject([{ userid, comment: "by hand" }]);
  });

  it("goes on where a killed run has stopped, also when its state is lost", async () => {
    await bench.reconcile();
    rmSync(".run/host3/done");
    await pveCall(bench.at("host3"), "PUT", `/access/users/${USER.userid}`, { comment: "by hand" });
    bench.state = "2";
    expect(await bench.reconcile()).toMatchObject({ code: 0, err: "" });
    expect(bench.at("host3").snapshot().users[0]?.comment).toBe(`by hand ${mark({ state: "2" })}`);
    expect(read("states.txt")).toBe("1\n2\n");
  });

  it("issues a secret anew that a killed run has begun and not kept", async () => {
    await bench.reconcile();
    const old = secretInPve();
    rmSync(".run/host3/11");
    writeFileSync(".run/host3/11.begun", "");
    expect((await bench.reconcile()).out).toBe(
      `host3  token ${FULL_TOKENID}: new secret, the former one is dead`,
    );
    expect(read("host3/11")).toBe(`${secretInPve() ?? ""}\n`);
    expect(secretInPve()).not.toBe(old);
    expect(existsSync(".run/host3/11.begun")).toBe(false);
  });

  it("does not take half a secret for one", async () => {
    await bench.reconcile();
    writeFileSync(".run/host3/11", "01234567-89ab");
    writeFileSync(".run/host3/11.begun", "");
    expect((await bench.reconcile()).out).toContain("new secret");
  });

  it("warns once of what a person should know", async () => {
    await bench.reconcile();
    await pveCall(bench.at("host3"), "PUT", "/access/acl", {
      path: "/",
      roles: "PVEAuditor",
      users: USER.userid,
    });
    const { code, err } = await bench.reconcile();
    expect(code).toBe(0);
    expect(err).toMatch(
      /^Warning: token opentofu@pve!opentofu-token on host3 has more than was granted here/,
    );
    expect(err.split("\n")).toHaveLength(1);
  });

  it("ends with one line when the cluster cannot be reached", async () => {
    bench.takeDown("host3");
    const { code, err } = await bench.reconcile();
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: access\/host3: POST \/access\/ticket at https:\/\/127\.0\.0\.1:\d+: /);
    expect(err.split("\n")).toHaveLength(1);
  });

  it("writes nothing through a link that somebody has put in place of its folder", async () => {
    mkdirSync("elsewhere");
    symlinkSync("elsewhere", ".run");
    expect(await bench.reconcile()).toMatchObject({ code: 1, err: expect.stringMatching(/symbolic link/) });
    expect(readdirSync("elsewhere")).toEqual([]);
    expect(bench.at("host3").snapshot().users).toEqual([]);
  });
});

describe("reissue", () => {
  const lost = [USER, ROLE, TOKEN, ACL];

  it("makes a lost secret again, leaves it, and fails so that the next deploy takes it", async () => {
    await bench.reconcile();
    const old = secretInPve();
    rmSync(".run", { recursive: true });
    const { code, out, err } = await bench.call(
      "reissue",
      { ...bench.base("host3"), stateFiles: [] },
      { ...encode(lost), [`token ${FULL_TOKENID} lost`]: "true" },
    );
    expect({ code, out }).toEqual({
      code: 1,
      out: `host3  token ${FULL_TOKENID}: new secret, the former one is dead`,
    });
    expect(err).toMatch(
      /^Error: access\/host3: the secret of a token was lost on its way and was made again\. Deploy once more/,
    );
    expect(read("host3/11")).toBe(`${secretInPve() ?? ""}\n`);
    expect(secretInPve()).not.toBe(old);
  });
});
