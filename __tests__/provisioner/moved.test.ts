/** `preflight` with another endpoint: of the same cluster, or of another one, where nothing is that was deployed. */
import type { Description, ObjectSpec } from "../../pve/spec";
import { ACL, ALL, ROLE, TOKEN, USER } from "../pve/reconcile/objects";
import { pveCall } from "../support/pve/pve-call";
import { beyondFresh } from "../support/pve/pve-state";
import { Bench, expectGreen } from "./bench";

const RENAMED: readonly ObjectSpec[] = [
  { ...USER, userid: "tofu@pve" },
  ROLE,
  { ...TOKEN, userid: "tofu@pve" },
  { ...ACL, subject: { type: "user", ugid: "tofu@pve" } },
];

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start(["host3", "nuc"]);
});
beforeEach(async () => {
  bench.begin();
  await bench.deploy({ host3: ALL });
});
afterEach(() => bench.end());
afterAll(() => bench.stop());

/** Describes host3 with the endpoint where nuc is. */
function move(objects: readonly ObjectSpec[] = ALL): Description {
  const { clusters } = bench.describe({ host3: objects });
  const cluster = { ...bench.cluster("nuc"), key: "host3" };
  return bench.describe({}, { clusters: { host3: { ...clusters["host3"]!, cluster } } });
}

const preflight = (description: Description) => bench.preflight(bench.settled({ host3: ALL }), description);
const SEEMS_ANOTHER =
  /host3 was deployed to https:\S+, and nothing of that is at https:\S+: .*Give .* a key of its own.*PROXMOX_VE_HOST3_UNREACHABLE=forget/;

test("stops where it is another cluster, whose tokens would take the place of those that stay behind", async () => {
  const { code, err } = await preflight(move());
  expect(code).toBe(1);
  expect(err).toMatch(SEEMS_ANOTHER);
  expect(err).not.toContain("rotation");
});

test("stops there with other names too, and with another rotation", async () => {
  expect((await preflight(move(RENAMED))).err).toMatch(SEEMS_ANOTHER);
  const rotated = [USER, ROLE, { ...TOKEN, rotation: "2" }, ACL];
  expect((await preflight(move(rotated))).err).toMatch(SEEMS_ANOTHER);
});

test("does not take what somebody else has made there for ours", async () => {
  const nuc = bench.at("nuc");
  await pveCall(nuc, "POST", "/access/users", { userid: USER.userid });
  await pveCall(nuc, "POST", `/access/users/${USER.userid}/token/${TOKEN.tokenid}`);
  const before = beyondFresh(nuc);
  expect((await preflight(move())).err).toMatch(SEEMS_ANOTHER);
  expect(beyondFresh(nuc)).toEqual(before);
});

test("goes on where the former cluster was given up", async () => {
  bench.environment["PROXMOX_VE_HOST3_UNREACHABLE"] = "forget";
  expectGreen(await preflight(move([USER, ROLE, { ...TOKEN, rotation: "2" }, ACL])));
});

test("goes on where it is the same cluster", async () => {
  const description = bench.describe({ host3: ALL });
  const { host3 } = description.clusters;
  const cluster = { ...host3!.cluster, endpoint: host3!.cluster.endpoint.replace("127.0.0.1", "localhost") };
  expectGreen(await preflight(bench.describe({}, { clusters: { host3: { ...host3!, cluster } } })));
});
