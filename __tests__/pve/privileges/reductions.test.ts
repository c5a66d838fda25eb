import { type Entry, reductionInWords, reductions } from "../../../pve/privileges/reductions";

const ROLES: Readonly<Record<string, readonly string[]>> = {
  small: ["VM.Audit"],
  large: ["VM.Audit", "VM.Clone"],
  other: ["Sys.Audit"],
};

function entry(path: string, roleid: string, propagate = true, ugid = "a@pve"): Entry {
  return { path, roleid, propagate, subject: { type: "user", ugid } };
}

test.each<[string, readonly Entry[], readonly string[]]>([
  ["one role on two levels", [entry("/", "large"), entry("/pool/lab", "large")], []],
  ["more below", [entry("/", "small"), entry("/pool/lab", "large")], []],
  ["less below", [entry("/", "large"), entry("/pool/lab", "small")], ["/pool/lab < /: VM.Clone"]],
  ["two roles of a level", [entry("/", "large"), entry("/vms", "small"), entry("/vms", "large")], []],
  ["above counts for itself only", [entry("/", "large", false), entry("/vms", "small")], []],
  ["another subject", [entry("/", "large"), entry("/vms", "small", true, "b@pve")], []],
  ["beside, not above", [entry("/pool/lab", "large"), entry("/pool/lab-2", "small")], []],
  [
    "the nearest level above",
    [entry("/", "large"), entry("/pool", "small"), entry("/pool/lab", "other")],
    ["/pool < /: VM.Clone", "/pool/lab < /pool: VM.Audit"],
  ],
  ["a role that nobody knows", [entry("/", "large"), entry("/vms", "foreign")], []],
])("%s", (_, entries, expected) => {
  const found = reductions(entries, (roleid) => ROLES[roleid]);
  expect(found.map(({ path, above, lost }) => `${path} < ${above}: ${lost.join(", ")}`)).toEqual(expected);
});

test("a reduction names the entry, the subject and what is lost", () => {
  const [found] = reductions([entry("/", "large"), entry("/vms", "small")], (roleid) => ROLES[roleid]);
  expect(found && reductionInWords(found)).toBe(
    "the ACL entry on /vms (small) takes from user a@pve what / gives: VM.Clone",
  );
});

test("of many entries each is looked at a few times, not once for every other one", () => {
  const count = 2_000;
  let looks = 0;
  const entries = Array.from({ length: count }, (_, index) => ({
    roleid: "r",
    subject: { type: "user" as const, ugid: "ci@pve" },
    propagate: true,
    get path() {
      looks += 1;
      return `/vms/${String(100 + index)}`;
    },
  }));
  expect(reductions(entries, () => ["VM.Audit"])).toEqual([]);
  expect(looks).toBeLessThan(10 * count);
});
