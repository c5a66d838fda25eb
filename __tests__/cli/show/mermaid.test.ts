import fc from "fast-check";
import { label, mermaid } from "../../../cli/show/mermaid";
import type { AccessReview } from "../../../cli/show/json";
import { deploy, show } from "./bench";

test("draws who is granted what, in words that Mermaid takes for text", async () => {
  await deploy();
  const { stdout, stderr, exitCode } = await show(["--mermaid"]);
  expect(stdout).toMatchInlineSnapshot(`
   "flowchart LR
     subgraph c0["cluster access/host3"]
       direction LR
       c0n0["user opentofu@pve<br>ours"]
       c0n1(["token ci<br>ours, privilege separation"])
       c0n3(["token opentofu-token<br>ours, has what its user has, expires 2099-12-31"])
       c0n5["user jane@pve<br>others#39;"]:::others
       c0n7["user root@pam<br>others#39;, every privilege everywhere, whatever it is granted"]:::others
       c0n6{{"group lab-team<br>ours"}}
       c0n2("role ci-role<br>on /pool/lab<br>2 privileges")
       c0n4("role opentofu-role<br>on /pool/lab<br>3 privileges")
       c0n8("role PVEVMUser<br>on /pool/lab<br>10 privileges")
     end
     c0n0 --> c0n1
     c0n1 --> c0n2
     c0n0 --> c0n3
     c0n0 --> c0n2
     c0n0 --> c0n4
     c0n5 -.->|"is in"| c0n6
     c0n6 --> c0n8
     classDef others stroke-dasharray: 4 4
   "
  `);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
});

/** What Mermaid makes of a label: its entity codes are what they stand for. */
function read(text: string): string {
  const decoded = text.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  return decoded.slice(1, -1).replaceAll("\u200b", "");
}

/** Names that mean something to Mermaid or to its Markdown, and any others. */
const NAMES = fc.oneof(
  fc.constantFrom(
    "end",
    "a#35;b",
    'a"b',
    "x;y",
    "jane.doe@example.com@sso",
    "https://x.y",
    "1. x",
    "**x**",
    "`x`",
  ),
  fc.constantFrom(
    "$$x$$",
    "fa:fa-ban",
    "a\\nb",
    "|x|",
    "]]",
    "%%{init}%%",
    "größe",
    "名前",
    "<img src=x>",
    "a_b_",
  ),
  fc.string({ unit: "grapheme", minLength: 1 }).filter((name) => !name.includes("\u200b")),
);

test("no name ends a label, or is anything else but text", () => {
  fc.assert(
    fc.property(NAMES, (name) => {
      const text = label(`user ${name}`);
      // Seen as running in Mermaid 11: nothing but these has a meaning there.
      expect(text).toMatch(/^"(?:[\p{L}\p{N}@,/ -]|#\d+;)*"$/u);
      expect(read(text)).toBe(`user ${name}`);
      expect(text).not.toMatch(/#(?:36|58|92);(?!#8203;)/);
    }),
  );
});

test("each line of a diagram is a node, an edge or a frame of ours, whatever the names are", () => {
  const LABEL = '"(?:[\\p{L}\\p{N}@,/ -]|#\\d+;|<br>)*"';
  const LINE = new RegExp(
    [
      "^flowchart LR$",
      `^  subgraph c\\d+\\[${LABEL}\\]$`,
      "^    direction LR$",
      `^    c\\d+n\\d+(\\[|\\(\\[|\\(|\\{\\{)${LABEL}(\\]|\\]\\)|\\)|\\}\\})(:::others)?$`,
      "^  end$",
      `^  c\\d+n\\d+ (-->|-\\.->)(\\|${LABEL}\\|)? c\\d+n\\d+$`,
      "^  classDef others stroke-dasharray: 4 4$",
    ].join("|"),
    "u",
  );
  fc.assert(
    fc.property(NAMES, NAMES, NAMES, (name, path, roleid) => {
      const { text } = mermaid(reviewOf(name, path, roleid));
      for (const line of text.trimEnd().split("\n")) expect(line).toMatch(LINE);
    }),
  );
});

/** A user, a token and a group, all of one name, with a role on a path. */
function reviewOf(name: string, path: string, roleid: string): AccessReview {
  const rights = (type: "user" | "group" | "token", ugid: string) => [
    {
      ...{ path, on: "path" as const, privileges: [], withheld: [], unresolved: [] },
      grants: [{ path, roleid, subject: { type, ugid }, propagate: false, described: false }],
    },
  ];
  const token = {
    tokenid: name,
    fullTokenid: `${name}!${name}`,
    described: false,
    privilegeSeparation: true,
  };
  const user = { userid: name, described: false, groups: [name], unlimited: false };
  const tokens = [{ ...token, rights: rights("token", token.fullTokenid), ignored: [] }];
  return {
    source: "pve",
    at: "2026-01-01T00:00:00Z",
    clusters: [
      {
        ...{ cluster: name, stack: name, endpoint: "", hidden: [], missing: [] },
        users: [{ ...user, rights: rights("user", name), tokens }],
        groups: [{ groupid: name, described: false, members: [name], rights: rights("group", name) }],
        roles: [{ roleid, described: false, privileges: ["VM.Audit"] }],
      },
    ],
  };
}
