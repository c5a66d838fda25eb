/** The page of `show --html`, in a headless Chromium. Its screenshots are kept in `artifacts/`. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { pageOf } from "../../../cli/show/page-file";
import { run } from "../../../tools/processes";
import { ROOT } from "../../../tools/toolchain/paths";
import { folder, show } from "./bench";
import { HOSTILE, populate } from "./scene";

const SCREENSHOTS = join(ROOT, "artifacts", "show");

/** What is read of a page. */
interface Read {
  readonly answer: string;
  readonly holders: readonly string[];
  readonly rows: readonly string[];
  readonly comments: readonly string[];
}

/** What browse.mjs prints. */
interface Browsed {
  readonly console: readonly string[];
  readonly requests: readonly string[];
  readonly all: Read;
  readonly focused: string;
  readonly asked: Read;
  readonly hash: string;
  readonly again: Read;
  readonly cleared: Read;
  readonly overflow: number;
  readonly elements: number;
  readonly foreign: boolean;
  readonly screenshots: readonly string[];
}

test("is one file that asks for nothing, answers from the keyboard, and takes all text for text", async () => {
  await populate();
  const page = join(folder, "access.html");
  expect((await show(["--html", page])).exitCode).toBe(0);
  mkdirSync(SCREENSHOTS, { recursive: true });
  const { stdout, stderr } = await run(process.execPath, [join(__dirname, "browse.mjs"), page, SCREENSHOTS]);
  expect(stderr).toBe("");
  const found = JSON.parse(stdout) as Browsed;

  // Nothing else is asked for, and nothing is complained of.
  expect(new Set(found.requests)).toEqual(new Set([pathToFileURL(page).href]));
  expect(found.console).toEqual([]);
  expect(found.foreign).toBe(false);

  expect(found.all.answer).toBe("6 users, 4 tokens, 2 groups. 2 of them cannot log in now.");
  expect(found.all.holders).toEqual([
    ...["user opentofu@pve", "token ci", "token opentofu-token", "token old"],
    ...[
      "user auditor@pve",
      "token report",
      "user former@pve",
      "user jane@pve",
      "user root@pam",
      "user sam@pve",
    ],
    ...["group lab-team", "group ops"],
  ]);
  expect(found.all.comments).toContain(HOSTILE);
  expect(found.elements).toBe(0);

  // Tab, VM.Sn, Tab, /pool/lab/below: a path without an entry of its own.
  expect(found.focused).toBe("Who can");
  expect(found.asked.answer).toBe(
    "2 users and 2 tokens can VM.Snapshot on /pool/lab/below. 2 more could, but cannot log in now.",
  );
  expect(found.asked.holders).toEqual([
    ...[
      "user opentofu@pve",
      "token ci",
      "token opentofu-token",
      "token old",
      "user former@pve",
      "user root@pam",
    ],
  ]);
  expect(found.asked.rows).toContain("/pool/lab/below ci-role from /pool/lab VM.Snapshot 1 other privilege");
  expect(found.hash).toBe("#privilege=VM.Snapshot&path=%2Fpool%2Flab%2Fbelow");
  expect(found.again).toEqual(found.asked);
  expect(found.cleared).toEqual(found.all);

  // On a telephone nothing is cut off.
  expect(found.overflow).toBe(0);
  expect(found.screenshots.map((file) => existsSync(file))).toEqual([true, true, true, true, true]);
});

test("no text of a server leaves the element that holds the review", () => {
  const part = fc.oneof(
    fc.constantFrom("</script>", "<!--", "<script>", "-->", "\u2028", "\u2029", "&amp;", "$&", "$'"),
    fc.string({ unit: "binary" }),
  );
  const text = fc.array(part).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (comment) => {
      const review = { source: "pve", at: comment, clusters: [] } as const;
      const [, json = ""] =
        /<script type="application\/json" id="review">([^<\u2028\u2029]*)<\/script>/.exec(pageOf(review)) ??
        [];
      expect(JSON.parse(json)).toEqual(review);
    }),
  );
});
