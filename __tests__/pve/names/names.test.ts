import fc from "fast-check";
import {
  BUILT_IN_ROLES,
  aclPathFault,
  commentFault,
  emailFault,
  groupidFault,
  nearest,
  nodeNameFault,
  normalizeAclPath,
  ownUseridFault,
  parseFullTokenid,
  personNameFault,
  realmFault,
  roleidFault,
  tokenidFault,
  useridFault,
} from "../../../pve/names";

type Check = (value: string) => string | undefined;

const GOOD: readonly [string, Check, readonly string[]][] = [
  ["realm", realmFault, ["pve", "pam", "my-ldap.example_1", "a1", "r".repeat(32)]],
  ["userid", useridFault, ["opentofu@pve", "root@pam", "a.b+c=d@my-realm", `${"u".repeat(60)}@pve`]],
  ["userid", useridFault, ["jane.doe@example.com@sso", "a!b@pve", "a,b;c@pve", "50%@pve", "@a@pve"]],
  ["own userid", ownUseridFault, ["jane.doe@example.com@sso", "a!b@pve", "EXAMPLE\\jane@ad"]],
  ["tokenid", tokenidFault, ["opentofu-token", "t1", "A.b_c-d", "t".repeat(200)]],
  ["roleid", roleidFault, ["opentofu-role", "1", "my.role_2", "xPVE"]],
  ["groupid", groupidFault, ["admins", "PVEpeople", "a.b"]],
  ["node name", nodeNameFault, ["pve", "host3", "node-1", "1"]],
  ["comment", commentFault, ["", "Grüße 'und' \"mehr\" ${x}", "c".repeat(1800)]],
  ["person's name", personNameFault, ["", "José", "n".repeat(1024)]],
  ["e-mail", emailFault, ["", "a@b", "first.last+tag@mail.example.org", "josé@example.org"]],
  [
    "ACL path",
    aclPathFault,
    ["/", "vms/101", "//vms//103/", "/pool/a/b/c", "/sdn/zones/localnetwork/vmbr0/20"],
  ],
];

test.each(GOOD.flatMap(([what, fault, values]) => values.map((value) => [what, value, fault] as const)))(
  "the %s %j is right",
  (_, value, fault) => {
    expect(fault(value)).toBeUndefined();
  },
);

const BAD: readonly [string, Check, readonly [string, RegExp][]][] = [
  [
    "realm",
    realmFault,
    [
      ["p", /malformed/],
      ["1ve", /malformed/],
      ["", /malformed/],
      ["r".repeat(33), /33 characters/],
    ],
  ],
  [
    "userid",
    useridFault,
    [
      ["opentofu", /no realm; write name@realm/],
      ["@pve", /no name/],
      ["a@", /realm/],
      ["jane.doe@example.com@", /realm/],
      ["a b@pve", /" " in its name; PVE takes no blank/],
      ["a:b@pve", /":" in its name; PVE takes no :/],
      ["a/b@pve", /"\/" in its name; PVE takes/],
      ["josé@pve", /"é" in its name; PVE .*does not find/],
      ["a\n@pve", /in its name/],
      [`${"u".repeat(61)}@pve`, /65 characters/],
    ],
  ],
  [
    "own userid",
    ownUseridFault,
    [
      ["a,b@pve", /"," in its name; PVE's lists/],
      ["a;b@pve", /";" in its name; PVE's lists/],
      ["a%41@pve", /"%" in its name; the header/],
      ["a:b@pve", /":"/],
      ["root@pam", /every privilege/],
    ],
  ],
  [
    "tokenid",
    tokenidFault,
    [
      ["t", /two characters/],
      ["1token", /begins with a letter/],
      ["a@pve!t", /only the part after/],
    ],
  ],
  [
    "roleid",
    roleidFault,
    [
      ["", /malformed/],
      ["a b", /malformed/],
      ["..", /malformed/],
      ["pveMine", /begins with PVE/],
      ["NoAccess", /built into PVE/],
    ],
  ],
  [
    "node name",
    nodeNameFault,
    [
      ["host3.example.org", /did you mean host3/],
      ["-a", /no node name/],
    ],
  ],
  [
    "comment",
    commentFault,
    [
      ["c".repeat(1801), /1801 characters; PVE takes 2048, .* for the mark behind it/],
      ["a\nb", /line break/],
      ["\ud800", /control/],
    ],
  ],
  [
    "e-mail",
    emailFault,
    [
      ["nobody", /no e-mail/],
      [`${"a".repeat(250)}@b.org`, /254/],
    ],
  ],
  [
    "ACL path",
    aclPathFault,
    [
      ["", /write \/ for everything/],
      ["/pools/x", /did you mean \/pool\/x\?/],
      ["/VM/100", /did you mean \/vms\/100\?/],
      ["/storag/local", /did you mean \/storage\/local\?/],
      ["/vms/99", /ID of 100 or more/],
      ["/vms/100/disk", /no ACL path/],
      ["/foo", /begins with one of/],
      ["/pool/a b", /only letters/],
    ],
  ],
];

test.each(
  BAD.flatMap(([what, fault, cases]) =>
    cases.map(([value, message]) => [what, value, fault, message] as const),
  ),
)("the %s %j is refused", (_, value, fault, message) => {
  expect(fault(value)).toMatch(message);
  expect(fault(value)).not.toMatch(/\n|\.$/);
});

test.each(BUILT_IN_ROLES)("the built-in role %s is no name for a role of ours", (roleid) => {
  expect(roleidFault(roleid)).toMatch(/built into PVE/);
});

/** PVE's own patterns of `pve-userid` and `pve-tokenid`. */
const PVE_USERID = /^([^\s:/]+)@([A-Za-z][A-Za-z0-9.\-_]+)$/;
const PVE_TOKENID = /^(([^\s:/]+)@([A-Za-z][A-Za-z0-9.\-_]+))!([A-Za-z][A-Za-z0-9.\-_]+)$/;
const anyName = fc.string({
  unit: fc.constantFrom(..."a b @ ! . , ; : / % é +".split(" "), " "),
  minLength: 1,
  maxLength: 20,
});

test("a userid of printable ASCII is accepted for a login exactly if PVE takes it", () => {
  fc.assert(
    fc.property(anyName, fc.constantFrom("pve", "my.realm", "p", "a!b"), (name, realm) => {
      const userid = `${name}@${realm}`;
      fc.pre(/^[ -~]*$/.test(userid));
      expect(useridFault(userid) === undefined).toBe(PVE_USERID.test(userid));
    }),
  );
});

test("a userid of ours survives PVE's lists, token ids and API paths", () => {
  fc.assert(
    fc.property(anyName, fc.constantFrom("pve", "pam", "my.realm"), (name, realm) => {
      const userid = `${name}@${realm}`;
      fc.pre(ownUseridFault(userid) === undefined);
      expect(userid.split(/[,;\s]/)).toEqual([userid]);
      expect(PVE_USERID.exec(userid)?.slice(1)).toEqual([name, realm]);
      expect(PVE_TOKENID.exec(`${userid}!t1`)?.slice(1)).toEqual([userid, name, realm, "t1"]);
      expect(parseFullTokenid(`${userid}!t1`)).toEqual({ userid, tokenid: "t1" });
      expect(parseFullTokenid(userid)).toBeUndefined();
      expect(decodeURIComponent(encodeURIComponent(userid))).toBe(userid);
      expect(userid).not.toMatch(/[/:%]/);
    }),
  );
});

test("normalising an ACL path once is enough, and never changes whether it is right", () => {
  const segment = fc.constantFrom("vms", "pool", "100", "a", "", "/", "access");
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1 }), (segments) => {
      const path = segments.join("/") || "/";
      const normal = normalizeAclPath(path);
      expect(normalizeAclPath(normal)).toBe(normal);
      expect(normal).toMatch(/^\/$|^(\/[^/]+)+$/);
      expect(aclPathFault(normal) === undefined).toBe(aclPathFault(path) === undefined);
    }),
  );
});

test.each([
  ["VM.Clon", ["VM.Clone", "VM.Console"], "VM.Clone"],
  ["vm.audit", ["VM.Audit"], "VM.Audit"],
  ["something-else", ["VM.Audit"], undefined],
  ["x", [], undefined],
])("the nearest to %j of %j is %j", (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});
