/** The notes in the run folder, when something has happened to them. */
import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { ALL, FULL_TOKENID, TOKEN, USER, ROLE } from "../pve/reconcile/objects";
import { beyondFresh } from "../support/pve/pve-state";
import { pveCall } from "../support/pve/pve-call";
import { Bench, expectGreen, mode } from "./bench";

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
beforeEach(() => {
  bench.begin();
  mkdirSync(".run/host3", { recursive: true });
});
afterEach(() => bench.end());
afterAll(() => bench.stop());

describe.each(["settled.json", "host3/begun.json", "host3/origins.json"])("a damaged %s", (name) => {
  it.each([
    ["", /is no JSON/],
    ['{"cluster": {', /is no JSON/],
    ["null", /it: /],
    ['{"role x": 1}', /role x|cluster|settings/],
  ])("is named, with what to do, and nothing is guessed or changed: %j", async (text, fault) => {
    writeFileSync(`.run/${name}`, text);
    const { code, err } = await bench.reconcile();
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(
        new RegExp(
          `^Error: access/host3: /\\S+/\\.run/${name} is not as .*Remove it and deploy again; then .* diff`,
        ),
      ),
    });
    expect(err).toMatch(fault);
    expect(beyondFresh(bench.at("host3")).users).toEqual({});
  });
});

it("a damaged note of what is gone keeps a deletion from being guessed", async () => {
  writeFileSync(".run/host3/gone.json", "[");
  expect((await bench.delete(ALL[0])).err).toMatch(/gone\.json is not as .*\(it is no JSON\)\. .*Remove it/);
});

it("a named pipe in place of a note is refused at once", async () => {
  execFileSync("mkfifo", [".run/settled.json"]);
  expect((await bench.reconcile()).err).toMatch(/settled\.json is a named pipe, and a file belongs there/);
});

it("a list of states that a full disk has cut short goes on with a line of its own", async () => {
  appendFileSync(".run/states.txt", "22\n33");
  expectGreen(await bench.reconcile());
  expect(readFileSync(".run/states.txt", "utf8")).toBe("22\n33\n1\n");
});

it("a run folder that is open to others is closed before there is a secret in it", async () => {
  for (const folder of [".run", ".run/host3"]) chmodSync(folder, 0o777);
  expectGreen(await bench.reconcile());
  expect([mode(".run"), mode(".run/host3")]).toEqual(["700", "700"]);
});

it("what PVE deletes with a token that is made again is put back by the next run, if this one ends in between", async () => {
  const old = await Bench.start(["host3"], "8.4");
  old.begin();
  try {
    const issued = (issue: string) => [USER, ROLE, { ...TOKEN, privsep: true, issue }];
    expectGreen(await old.reconcile(issued("11")));
    const of = { path: "/vms/100", roles: "PVEAuditor", tokens: FULL_TOKENID };
    await pveCall(old.at("host3"), "PUT", "/access/acl", of);
    const { acl } = old.at("host3").snapshot();
    const creation = { method: "POST", path: /\/token\// };
    const clear = old.at("host3").faults.on(creation, { reply: { status: 500, headers: {}, body: "" } });
    expect((await old.reconcile(issued("12"))).code).toBe(1);
    expect(old.at("host3").snapshot()).toMatchObject({ tokens: [], acl: [] });
    clear();
    expectGreen(await old.reconcile(issued("12")));
    expect(old.at("host3").snapshot()).toMatchObject({ tokens: [{ fullTokenid: FULL_TOKENID }], acl });
    expect(readFileSync(".run/host3/aside.json", "utf8")).toBe("{}");
  } finally {
    old.end();
    await old.stop();
  }
});
