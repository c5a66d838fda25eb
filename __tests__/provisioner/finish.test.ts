/** `finish`: the end of a deploy, and what it makes up for. */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { HEADER } from "../../files/own-file";
import type { ObjectSpec } from "../../pve/spec";
import { ACL, ALL, FULL_TOKENID, ROLE, TOKEN, USER } from "../pve/reconcile/objects";
import { authenticates } from "../support/authenticates";
import { pveCall } from "../support/pve/pve-call";
import { beyondFresh } from "../support/pve/pve-state";
import { Bench, expectGreen } from "./bench";

const BOTH = { host3: ALL, nuc: ALL };
const FILE = {
  construct: "access/tfvars",
  path: "tokens.auto.tfvars",
  variable: "proxmox_api_token",
  shape: "map",
  tokens: [{ key: "host3", fullTokenid: FULL_TOKENID }],
} as const;

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start(["host3", "nuc"]);
});
beforeEach(() => bench.begin());
afterEach(() => bench.end());
afterAll(() => bench.stop());

const pve = (key: string) => beyondFresh(bench.at(key));
const left = () => readdirSync(".run");

describe("the end of a deploy", () => {
  it("asks no cluster, and leaves nothing but the list of states", async () => {
    for (const key of ["host3", "nuc"]) expectGreen(await bench.reconcile(ALL, key));
    for (const key of ["host3", "nuc"]) bench.requests(key);
    expectGreen(await bench.finish(BOTH));
    for (const key of ["host3", "nuc"]) expect(bench.requests(key)).toEqual([]);
    expect(left()).toEqual(["states.txt"]);
    expect(readFileSync(".run/states.txt", "utf8")).toBe("1\n");
  });

  it("asks no cluster that was settled before and was not touched", async () => {
    await bench.deploy(BOTH);
    const changed = [{ ...USER, email: "a@b.org" }, ROLE, TOKEN, ACL];
    expectGreen(await bench.preflight(bench.settled(BOTH), bench.describe({ host3: changed, nuc: ALL })));
    expectGreen(await bench.reconcile(changed));
    bench.takeDown("nuc");
    expectGreen(await bench.finish({ host3: changed, nuc: ALL }));
  });

  it("says what a deploy that has made secrets ends with, and nothing otherwise", async () => {
    await bench.reconcile();
    const described = {
      files: [
        {
          path: "terraform.tfvars",
          place: "../../../terraform.tfvars",
          tokens: [{ key: "host3", fullTokenid: FULL_TOKENID }],
        },
      ],
      ssh: ["host3", "host4"].map((node) => ({ key: "host3", username: "root", node })),
    };
    const { out } = await bench.finish({ host3: ALL }, { secretsInState: true }, described);
    expect(out.split("\n")).toEqual([
      "terraform.tfvars  written for host3",
      expect.stringMatching(/^The Terraform state holds the token secrets too/),
      "Next, SSH for the downstream provider: ssh-copy-id root@host3; ssh-copy-id root@host4",
    ]);
    expect(await bench.finish({ host3: ALL }, { secretsInState: true }, described)).toEqual({
      code: 0,
      out: "",
      err: "",
    });
  });

  it("is none when Terraform is gone: what is noted stays for the next deploy", async () => {
    await bench.reconcile();
    bench.isAwaited = false;
    const { code, err } = await bench.finish({ host3: ALL });
    expect({ code, err }).toEqual({
      code: 1,
      err: "Error: access: Terraform is gone, so this deploy is not through. Deploy again.",
    });
    expect(readdirSync(".run/host3")).toContain("11");
    bench.isAwaited = true;
    expectGreen(await bench.finish({ host3: ALL }));
    expect(left()).toEqual(["states.txt"]);
  });
});

describe("what a killed run has left undone", () => {
  it("is made up: a cluster whose reconcile nobody has seen through", async () => {
    expectGreen(await bench.reconcile());
    rmSync(".run/host3/done");
    await pveCall(bench.at("host3"), "DELETE", `/access/roles/${ROLE.roleid}`);
    expect((await bench.finish({ host3: ALL })).out).toMatch(
      /^host3 {2}role opentofu-role: created with .*\nhost3 {2}acl /,
    );
    expect(pve("host3").acl).toHaveLength(1);
  });

  it("is made up: a cluster whose reconcile was through, and was begun once more", async () => {
    expectGreen(await bench.reconcile());
    const changed = [{ ...USER, email: "a@b.org" }, ROLE, TOKEN, ACL];
    const back = bench
      .at("host3")
      .faults.on({ method: "PUT" }, { reply: { status: 500, headers: {}, body: "" } });
    expect((await bench.reconcile(changed)).code).toBe(1);
    back();
    expect((await bench.finish({ host3: changed })).out).toContain("host3  user opentofu@pve: ");
  });

  it("is not made up where a secret would reach nobody", async () => {
    const { code, err } = await bench.finish({ host3: ALL });
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^Error: access: token \S+ is gone from host3.*token\.rotation/),
    });
    expect(pve("host3").users).toEqual({});
    // The deploys that follow still know that it is open.
    expect((await bench.finish({ host3: ALL })).code).toBe(1);
  });

  it("is made up with a secret that a token file waits for", async () => {
    expect(await bench.finish({ host3: ALL }, { tokenFiles: [FILE] })).toMatchObject({ code: 0, err: "" });
    const [, secret = ""] = /host3 = "(.*)"/.exec(readFileSync(FILE.path, "utf8")) ?? [];
    expect(await authenticates(bench.at("host3"), secret)).toBe(true);
    expect(left()).toEqual(["states.txt"]);
  });

  it("is told for all clusters together, each with its name, and nothing is forgotten", async () => {
    expectGreen(await bench.reconcile(ALL, "host3"));
    expectGreen(await bench.reconcile(ALL, "nuc"));
    rmSync(".run/host3/done");
    rmSync(".run/nuc/done");
    const remove = [bench.takeDown("host3"), bench.takeDown("nuc")];
    const { code, err } = await bench.finish(BOTH);
    expect(code).toBe(1);
    for (const key of ["host3", "nuc"])
      expect(err).toMatch(new RegExp(`(^|: )${key}: POST /access/ticket at https`, "m"));
    remove.forEach((each) => each());
    expectGreen(await bench.finish(BOTH));
  });

  it("is taken away where it was begun and is described no longer", async () => {
    expectGreen(await bench.reconcile([...ALL, { ...ACL, path: "/vms" }]));
    expectGreen(await bench.reconcile(ALL, "nuc"));
    // The next deploy describes neither the entry nor the other cluster; its own reconcile was never killed.
    const { code, out } = await bench.finish({ host3: ALL });
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual(
      expect.arrayContaining([
        "host3  acl /vms opentofu-role user opentofu@pve: deleted",
        "nuc  user opentofu@pve: deleted",
      ]),
    );
    expect(pve("host3").acl).toEqual(["/ opentofu-role user opentofu@pve 1"]);
    expect(pve("nuc")).toEqual({ users: {}, roles: {}, tokens: {}, acl: [] });
  });

  it("is taken away also where a reconcile without it came between, or the end itself makes up", async () => {
    const more = [...ALL, { ...ACL, path: "/vms" }];
    for (const isReconciled of [true, false]) {
      expectGreen(await bench.reconcile(more));
      if (isReconciled) expectGreen(await bench.reconcile());
      else rmSync(".run/host3/done");
      const { code, out } = await bench.finish({ host3: ALL });
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringContaining("host3  acl /vms opentofu-role user opentofu@pve: deleted"),
      });
      expect(pve("host3").acl).toEqual(["/ opentofu-role user opentofu@pve 1"]);
    }
  });

  it("keeps what was there before it, also when it was begun", async () => {
    await pveCall(bench.at("host3"), "POST", "/access/roles", { roleid: "theirs", privs: "VM.Audit" });
    const theirs: ObjectSpec = { ...ROLE, roleid: "theirs", privileges: { list: ["VM.Audit"] } };
    expectGreen(await bench.reconcile([...ALL, theirs]));
    const { code, err } = await bench.finish({ host3: ALL });
    expect({ code, err }).toEqual({
      code: 0,
      err: "Warning: host3  role theirs is kept: it was there before this set-up.",
    });
  });

  it("says how to give up a cluster with leftovers that is gone for good", async () => {
    expectGreen(await bench.reconcile(ALL, "nuc"));
    expectGreen(await bench.reconcile(ALL, "host3"));
    bench.takeDown("nuc");
    expect((await bench.finish({ host3: ALL })).err).toMatch(/PROXMOX_VE_NUC_UNREACHABLE=forget/);
    bench.environment["PROXMOX_VE_NUC_UNREACHABLE"] = "forget";
    expect(await bench.finish({ host3: ALL })).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^Warning: nuc cannot be reached and was given up/),
    });
    expect(left()).toEqual(["states.txt"]);
  });
});

describe("the files of tokens", () => {
  it("have the fresh secrets", async () => {
    await bench.reconcile();
    expectGreen(await bench.finish({ host3: ALL }, { tokenFiles: [FILE] }));
    const secret = bench.at("host3").snapshot().tokens[0]?.secret ?? "";
    expect(readFileSync(FILE.path, "utf8")).toBe(
      `${HEADER}\nproxmox_api_token = {\n  host3 = "${FULL_TOKENID}=${secret}"\n}\n`,
    );
  });

  it("that cannot be written leave the secrets where they are", async () => {
    await bench.reconcile();
    const path = "folder-that-is-a-file/x.auto.tfvars";
    writeFileSync("folder-that-is-a-file", "");
    expect((await bench.finish({ host3: ALL }, { tokenFiles: [{ ...FILE, path }] })).code).toBe(1);
    expect(existsSync(".run/host3/11")).toBe(true);
  });
});
