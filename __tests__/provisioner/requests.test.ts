/** What Terraform hands over, and what is said where it is not as it should be. */
import { rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { ENVIRONMENT } from "../../pve/spec";
import { ALL } from "../pve/reconcile/objects";
import { Bench, expectGreen, provision } from "./bench";

const packed = (text: string) => gzipSync(text).toString("base64");

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
beforeEach(() => bench.begin());
afterEach(() => bench.end());
afterAll(() => bench.stop());

/** A call of `reconcile` in which one variable is another one, or missing. */
function call(change: NodeJS.ProcessEnv) {
  return provision("reconcile", {
    ...bench.environment,
    [ENVIRONMENT.request]: JSON.stringify({ ...bench.base("host3"), stateFiles: [] }),
    [ENVIRONMENT.triggers]: packed("{}"),
    [ENVIRONMENT.state]: "1",
    ...change,
  });
}

it("is a request, triggers and the state's id", async () => {
  expectGreen(await call({}));
});

it.each([
  [ENVIRONMENT.request, undefined, "it is not set"],
  [ENVIRONMENT.request, "", "it is not set"],
  [ENVIRONMENT.request, "{", "it is no JSON"],
  [ENVIRONMENT.request, "null", /^it: /],
  [ENVIRONMENT.request, "{}", /construct: .*; cluster: .*; owner: .*; stateFiles: /],
  [
    ENVIRONMENT.request,
    JSON.stringify({ construct: "c", cluster: { key: "a" }, owner: "o", stateFiles: [1] }),
    /cluster\.endpoint: .*; cluster\.insecure: .*; stateFiles\.0: /,
  ],
  [ENVIRONMENT.triggers, undefined, "it is not set"],
  [ENVIRONMENT.triggers, "{}", "it is not compressed"],
  [ENVIRONMENT.triggers, packed("x"), "it is no JSON"],
  [ENVIRONMENT.triggers, packed('{"a":1}'), /^a: /],
  [ENVIRONMENT.state, undefined, "it is not set"],
])("%s as %j is refused with what is wrong, and the way on", async (name, value, fault) => {
  const { code, out, err } = await call({ [name]: value });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  const [, said = ""] =
    new RegExp(
      `${name} is not as cdktf-proxmox-access writes it \\((.*)\\)\\. Run this through \`cdktf deploy\`\\.$`,
    ).exec(err) ?? [];
  expect(said).toMatch(fault instanceof RegExp ? fault : new RegExp(`^${fault}$`));
  expect(bench.requests()).toEqual([]);
});

it("is named by its construct in every error, as far as that can be read", async () => {
  expect((await call({ [ENVIRONMENT.state]: "" })).err).toMatch(
    /^Error: access\/host3: PROXMOX_ACCESS_STATE/,
  );
  expect((await call({ [ENVIRONMENT.request]: "[" })).err).toMatch(/^Error: PROXMOX_ACCESS_REQUEST/);
  expect((await call({ PROXMOX_VE_PASSWORD: "wrong" })).err).toMatch(/^Error: access\/host3: .*root@pam/);
});

it("shows no secret of the environment", async () => {
  const password = "correct-horse-battery";
  const { err } = await call({ PROXMOX_VE_PASSWORD: password });
  expect(err).toContain("root@pam");
  expect(err).not.toContain(password);
});

it("knows its commands", async () => {
  expect((await provision("make coffee", {})).err).toBe(
    'Error: there is no command "make coffee", only reconcile, reissue, delete, preflight, finish, delete-token-file, fetch-ca.',
  );
  expect((await provision("toString", {})).code).toBe(1);
});

it.each([
  [undefined, /description\.json is not there, which `cdktf synth` writes/],
  ["{", /description\.json is not as .* \(it is no JSON\)/],
  ['{"clusters":{"host3":{}},"files":[],"ssh":[]}', /clusters\.host3\.cluster: .*clusters\.host3\.settings/],
])("comes with a description beside the stack: %j", async (text, message) => {
  const description = bench.describe({ host3: ALL });
  bench.end();
  bench.begin();
  if (text === undefined) rmSync("description.json");
  else writeFileSync("description.json", text);
  const { code, err } = await bench.preflight(bench.settled({ host3: ALL }), description);
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(message) });
});
