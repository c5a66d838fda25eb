/** Links between the documents: each leads to a file that is there, and to a heading in it. */
import { existsSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../tools/toolchain/paths";
import { DOCUMENTS } from "./documents";
import { anchorsOf, linksOf } from "./links";

const links = [...DOCUMENTS].flatMap(([file, text]) => linksOf(file, text));

test("there are links to check", () => {
  expect(links.length).toBeGreaterThan(50);
});

test.each(
  links.map(({ from, file, anchor }) => [from, anchor === "" ? file : `${file}#${anchor}`, file, anchor]),
)("%s: %s", (_, __, file, anchor) => {
  expect(existsSync(path.join(ROOT, file))).toBe(true);
  if (anchor !== "") expect(anchorsOf(DOCUMENTS.get(file) ?? "")).toContain(anchor);
});

test("a link that leads nowhere would be found", () => {
  expect(linksOf("docs/a.md", "see [b](b.md#c-d), `[x](y)` and [d](#e)")).toEqual([
    { from: "docs/a.md", file: "docs/b.md", anchor: "c-d" },
    { from: "docs/a.md", file: "docs/a.md", anchor: "e" },
  ]);
  expect(anchorsOf("# A `b.<c>` d\n\n```sh\n# no heading\n```\n\n## A (b)\n")).toEqual(["a-bc-d", "a-b"]);
});
