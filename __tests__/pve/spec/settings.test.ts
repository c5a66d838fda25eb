import fc from "fast-check";
import {
  type ObjectSpec,
  decode,
  decodeDeployed,
  describedNames,
  encode,
  encodeCluster,
  lostIssues,
  nameOf,
  parseName,
  withoutIssues,
} from "../../../pve/spec";

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{1,12}$/);
const userid = fc
  .tuple(fc.stringMatching(/^[!-~]{1,12}$/), name)
  .map(([user, realm]) => `${user.replace(/[:/,;%\s]/g, "x")}@${realm}`);
const path = fc.constantFrom(
  "/",
  "/vms",
  "/pool/lab",
  "/storage/local-lvm",
  "/sdn/zones/localnetwork/vmbr0/20",
);
const text = fc.string({ unit: "grapheme", maxLength: 20 });
const privilege = fc.constantFrom("VM.Audit", "VM.Clone", "Sys.Audit", "Datastore.Audit");
const ownership = {
  adopt: fc.constant(true),
  removalPolicy: fc.constantFrom("delete" as const, "retain" as const),
};
const privileges = fc.uniqueArray(privilege).map((list) => [...list].sort());
const source = fc.oneof(
  fc.record({ list: privileges }),
  fc.record({
    list: privileges,
    resolved: fc.record({
      profiles: fc.constant(["opentofu-vm"]),
      pveVersion: fc.constantFrom("8.4", "9.2"),
    }),
  }),
  fc.record({
    profiles: fc.constant(["karpenter", "opentofu-vm"]),
    add: fc.constant(["Sys.Audit"]),
    remove: fc.constant(["VM.Clone"]),
  }),
  fc.record({
    profiles: fc.constant(["opentofu-vm"]),
    add: fc.constant([]),
    remove: fc.constant([]),
    on: fc.record({ path, propagate: fc.boolean() }),
    parameters: fc.record(
      { pool: fc.constant(["lab", "prod"]), storage: fc.constant(["local"]) },
      { requiredKeys: [] },
    ),
  }),
);
const requiring = <K extends string>(...keys: K[]) => ({ requiredKeys: keys });
const object = fc.oneof(
  fc.record(
    {
      kind: fc.constant("user" as const),
      userid,
      comment: text,
      email: text,
      firstname: text,
      lastname: text,
      enable: fc.boolean(),
      expires: fc.constantFrom("never", "2099-01-01", "4070908800"),
      groups: fc.uniqueArray(name, { maxLength: 3 }),
      ...ownership,
    },
    requiring("kind", "userid"),
  ),
  fc.record(
    { kind: fc.constant("group" as const), groupid: name, comment: text, ...ownership },
    requiring("kind", "groupid"),
  ),
  fc.record(
    { kind: fc.constant("role" as const), roleid: name, privileges: source, ...ownership },
    requiring("kind", "roleid", "privileges"),
  ),
  fc.record(
    {
      kind: fc.constant("acl" as const),
      path,
      roleid: name,
      subject: fc.record({
        type: fc.constantFrom("user" as const, "group" as const, "token" as const),
        ugid: userid,
      }),
      propagate: fc.boolean(),
      ...ownership,
    },
    requiring("kind", "path", "roleid", "subject", "propagate"),
  ),
  fc.record(
    {
      kind: fc.constant("token" as const),
      userid,
      tokenid: name,
      comment: text,
      privsep: fc.boolean(),
      expires: fc.constantFrom("never", "2099-01-01"),
      rotateBefore: fc.constant("14d"),
      rotation: text,
      issue: fc.constant("42"),
      since: fc.constant("2026-01-01T00:00:00Z"),
      renewed: fc.constant("1"),
      ...ownership,
    },
    requiring("kind", "userid", "tokenid", "privsep", "rotation"),
  ),
) as fc.Arbitrary<ObjectSpec>;

const objects = fc.uniqueArray(object, { selector: nameOf, maxLength: 6 });
const byName = (found: readonly ObjectSpec[]) => [...found].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

test("what is described comes back from the triggers as it was", () => {
  fc.assert(
    fc.property(objects, (described) => {
      expect(byName(decode(encode(described)))).toEqual(byName(described));
    }),
  );
});

test("a name says which object it is", () => {
  fc.assert(
    fc.property(object, (described) => {
      const identity = parseName(nameOf(described));
      expect(described).toMatchObject(identity);
      expect(nameOf(identity)).toBe(nameOf(described));
    }),
  );
  expect(() => parseName("pool lab")).toThrow('"pool lab" is no object of PVE');
});

test("the triggers read as a person would say it, one setting a line", () => {
  const described: ObjectSpec[] = [
    { kind: "user", userid: "ci@pve", email: "ops@example.org" },
    { kind: "role", roleid: "ci", privileges: { list: ["VM.Audit"] }, adopt: true },
    {
      kind: "acl",
      path: "/pool/lab",
      roleid: "ci",
      subject: { type: "user", ugid: "ci@pve" },
      propagate: true,
    },
    {
      kind: "token",
      userid: "ci@pve",
      tokenid: "t1",
      privsep: false,
      rotation: "1",
      removalPolicy: "retain",
    },
  ];
  expect(encode(described)).toEqual({
    "acl /pool/lab ci user ci@pve": "propagates",
    "role ci": "present",
    "role ci VM.Audit": "granted",
    "role ci adopt": "true",
    "token ci@pve!t1": "has what its user has",
    "token ci@pve!t1 removal_policy": "retain",
    "token ci@pve!t1 rotation": "1",
    "user ci@pve": "present",
    "user ci@pve email": "ops@example.org",
  });
});

test("another privilege is one trigger more", () => {
  const role = (...list: string[]): ObjectSpec[] => [{ kind: "role", roleid: "r", privileges: { list } }];
  const before = encode(role("VM.Audit"));
  expect(encode(role("VM.Audit", "VM.Clone"))).toEqual({ ...before, "role r VM.Clone": "granted" });
});

test("what a state holds is read back: how clusters are reached, settings, who made what", () => {
  const cluster = { key: "host3", endpoint: "https://host3:8006", insecure: true, caFile: "a b.pem" };
  const described: ObjectSpec[] = [
    { kind: "role", roleid: "r", privileges: { list: ["VM.Audit"] } },
    { kind: "token", userid: "u@pve", tokenid: "t1", privsep: true, rotation: "1", issue: "7" },
  ];
  const behind = (settings: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(settings).map(([key, value]) => [`host3 ${key}`, value]));
  const deployed = decodeDeployed({
    state: "1",
    ...behind(encodeCluster(cluster)),
    ...behind(encode(described)),
    "host3 role r origin": "there",
  });
  expect(deployed.state).toBe("1");
  expect(deployed.clusters.get("host3")).toEqual({
    cluster,
    settings: encode(described),
    origins: { "role r": "there" },
  });
});

test("several endpoints and fingerprints are a trigger each, in their order; an only one is as it is", () => {
  const only = { key: "host3", endpoint: "https://host1", insecure: false, fingerprint: "F1" };
  expect(encodeCluster(only)).toEqual({ endpoint: "https://host1", fingerprint: "F1" });
  const numbered = (word: string) => Array.from({ length: 11 }, (_, index) => `${word}${String(index + 2)}`);
  const cluster = {
    ...only,
    otherEndpoints: numbered("https://host"),
    caFile: "ca.pem",
    otherFingerprints: numbered("F"),
  };
  const settings = encodeCluster(cluster);
  expect(settings).toMatchObject({
    endpoint: "https://host1",
    endpoint_2: "https://host2",
    fingerprint_12: "F12",
  });
  const behind = Object.entries(settings).map(([name, value]) => [`host3 ${name}`, value]);
  expect(decodeDeployed(Object.fromEntries(behind.reverse())).clusters.get("host3")?.cluster).toEqual(
    cluster,
  );
});

test("a description names its objects, and knows no issue", () => {
  const settings = encode([
    { kind: "token", userid: "u@pve", tokenid: "t1", privsep: true, rotation: "1", issue: "7" },
    { kind: "user", userid: "u@pve" },
  ]);
  expect(withoutIssues(settings)).not.toHaveProperty(["token u@pve!t1 issue"]);
  const described = {
    cluster: { key: "b", endpoint: "https://b", insecure: false },
    reconcile: "on-change" as const,
    settings,
  };
  expect(describedNames({ clusters: { b: described, a: described } })).toEqual([
    "a token u@pve!t1",
    "a user u@pve",
    "b token u@pve!t1",
    "b user u@pve",
  ]);
});

test("a token whose secret was lost is known by its issue", () => {
  expect(
    lostIssues({ "token u@pve!t1 lost": "true", "token u@pve!t1 issue": "7", "token u@pve!t2 issue": "8" }),
  ).toEqual(["7"]);
});
