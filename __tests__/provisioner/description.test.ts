/** The part of a request that is in the file beside the stack. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Described, type Description, ENVIRONMENT, type ObjectRequest } from "../../pve/spec";
import { type Bench, USER, startBench } from "./bench";

const SETTINGS = { comment: "For OpenTofu", enable: "true" };
const DESCRIBED: Described<ObjectRequest> = { objects: { one: { object: USER, settings: SETTINGS } } };

let bench: Bench;
beforeEach(async () => {
  bench = await startBench("9.2");
});
afterEach(() => bench.simulator.stop());

/** Calls `ensure user` with its request in two parts, as a stack does. */
function ensure(description: Description, planned: object, key = "one") {
  const file = join(bench.folder, "description.json");
  writeFileSync(file, JSON.stringify(description));
  const cluster = {
    key: "host3",
    endpoint: bench.simulator.endpoint,
    insecure: false,
    fingerprint: bench.simulator.fingerprint,
  };
  const visible = { cluster, owner: "access/host3", construct: "access/host3/user" };
  return bench.call(
    "ensure user",
    { ...visible, adopt: false, removalPolicy: "automatic" },
    {
      [ENVIRONMENT.description]: file,
      [ENVIRONMENT.key]: key,
      [ENVIRONMENT.self]: JSON.stringify(planned),
    },
  );
}

test("is found under the construct's path", async () => {
  const result = await ensure({ "access/host3/user": DESCRIBED, "access/nuc/user": {} }, SETTINGS);
  expect(result).toMatchObject({ code: 0, out: "created user opentofu@pve on host3" });
});

test("may have a time in the plan, when the cluster is reconciled on each deploy", async () => {
  const planned = { ...SETTINGS, reconciled: "2026-01-01T00:00:00Z" };
  expect(await ensure({ "access/host3/user": DESCRIBED }, planned)).toMatchObject({ code: 0 });
});

test.each([
  ["other settings", "access/host3/user", { ...SETTINGS, enable: "false" }, "one"],
  ["a setting more", "access/host3/user", { comment: SETTINGS.comment }, "one"],
  ["another object", "access/host3/user", SETTINGS, "two"],
  ["another construct", "access/nuc/user", SETTINGS, "one"],
])(
  "that was written anew since the plan, with %s, is refused, and nothing is made",
  async (_, construct, planned, key) => {
    const { code, err } = await ensure({ [construct]: DESCRIBED }, planned, key);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^Error: access\/host3\/user: the stack was synthesized anew since this plan was made.*Deploy again\.$/,
    );
    expect(bench.simulator.snapshot().users).toEqual([]);
  },
);

test("that is not there is named, with the way on", async () => {
  const file = join(bench.folder, "elsewhere.json");
  rmSync(file, { force: true });
  const request = { construct: "access/host3/user" };
  const { err } = await bench.call("ensure user", request, { [ENVIRONMENT.description]: file });
  expect(err).toContain(
    `${file} is not there, which \`cdktf synth\` writes. Run this through \`cdktf deploy\`.`,
  );
});
