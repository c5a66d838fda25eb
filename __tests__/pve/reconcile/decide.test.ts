import { type Decision, type Situation, decide } from "../../../pve/reconcile/decide";
import { withMark } from "../../../pve/objects/mark";

const OWNER = "access/host3";
const ours = withMark("text", { owner: OWNER, adopted: false });
const adopted = withMark("text", { owner: OWNER, adopted: true });
const theirs = withMark("text", { owner: "other/host3", adopted: false });

type Flags = Pick<Situation, "adopt" | "claimed">;
const PLAIN: Flags = { adopt: false, claimed: false };
const CLAIMED: Flags = { adopt: false, claimed: true };
const ADOPT: Flags = { adopt: true, claimed: false };
const BOTH: Flags = { adopt: true, claimed: true };
const EVERY = [PLAIN, CLAIMED, ADOPT, BOTH];

/** In the order of the table above `decide`. */
const CONTENT: readonly [string, Situation["observed"], readonly Flags[], string][] = [
  ["nothing", undefined, EVERY, "create {privs=A,B}"],
  ["a built-in role", { settings: { privs: "A,B" }, builtIn: true }, EVERY, "refuse built-in"],
  ["the same", { settings: { privs: "A,B" } }, EVERY, "keep"],
  ["another content, with adopt", { settings: { privs: "A" } }, [ADOPT, BOTH], "update {privs=A,B}"],
  ["another content, claimed", { settings: { privs: "A" } }, [CLAIMED], "update {privs=A,B}"],
  ["another content", { settings: { privs: "A" } }, [PLAIN], "refuse not-ours"],
];

const MARK: readonly [string, Situation["observed"], readonly Flags[], string][] = [
  ["nothing", undefined, EVERY, `create {comment=${ours}, expire=0}`],
  ["ours, same", { settings: { comment: ours, expire: 0 } }, EVERY, "keep"],
  ["adopted, same", { settings: { comment: adopted, expire: 0 } }, EVERY, "keep"],
  ["ours, differs", { settings: { comment: ours, expire: 7 } }, EVERY, "update {expire=0}"],
  [
    "ours, another text",
    { settings: { comment: `x ${ours}`, expire: 0 } },
    EVERY,
    `update {comment=${ours}}`,
  ],
  [
    "adopted, another text",
    { settings: { comment: `x ${adopted}`, expire: 0 } },
    EVERY,
    `update {comment=${adopted}}`,
  ],
  ["another owner's", { settings: { comment: theirs, expire: 0 } }, [PLAIN, CLAIMED], "refuse other-owner"],
  [
    "another owner's, with adopt",
    { settings: { comment: theirs, expire: 0 } },
    [ADOPT, BOTH],
    `update {comment=${adopted}}`,
  ],
  [
    "unmarked, with adopt",
    { settings: { comment: "text", expire: 0 } },
    [ADOPT, BOTH],
    `update {comment=${adopted}}`,
  ],
  ["unmarked, claimed", { settings: { comment: "text", expire: 0 } }, [CLAIMED], `update {comment=${ours}}`],
  ["unmarked", { settings: { comment: "text", expire: 0 } }, [PLAIN], "refuse not-ours"],
];

function shown(decision: Decision): string {
  if (decision.action === "refuse") return `refuse ${decision.why}`;
  if (decision.action === "keep") return "keep";
  const settings = Object.entries(decision.settings).map(([name, value]) => `${name}=${String(value)}`);
  return `${decision.action} {${settings.join(", ")}}`;
}

describe("what is done about an object", () => {
  it.each(CONTENT)("known by its content: %s", (_, observed, flags, expected) => {
    for (const flag of flags) {
      const decision = decide({
        wanted: { privs: "A,B" },
        observed,
        knownBy: "content",
        owner: OWNER,
        ...flag,
      });
      expect(shown(decision)).toBe(expected);
    }
  });

  it.each(MARK)("known by its mark: %s", (_, observed, flags, expected) => {
    const wanted = { comment: "text", expire: 0 };
    for (const flag of flags) {
      expect(shown(decide({ wanted, observed, knownBy: "mark", owner: OWNER, ...flag }))).toBe(expected);
    }
  });

  it("tells what differs when it refuses", () => {
    const observed = { settings: { comment: "theirs", expire: 9 } };
    const wanted = { comment: "text", expire: 0 };
    expect(decide({ wanted, observed, knownBy: "mark", owner: OWNER, ...PLAIN })).toMatchObject({
      differences: [
        { name: "comment", wanted: "text", there: "theirs" },
        { name: "expire", wanted: 0, there: 9 },
      ],
    });
  });
});
