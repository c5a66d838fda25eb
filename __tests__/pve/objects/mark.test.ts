import { readMark, withMark, withoutMark } from "../../../pve/objects/mark";

const MARK = { owner: "access/host3", state: "5577006791947779410", adopted: false };

test("a mark stands behind the user's own text, and is read back", () => {
  const written = withMark("For the lab", MARK);
  expect(written).toBe("For the lab (cdktf-proxmox-access: access/host3, 5577006791947779410)");
  expect(readMark(written)).toEqual(MARK);
  expect(withoutMark(written)).toBe("For the lab");
  expect(withMark("", MARK)).toBe("(cdktf-proxmox-access: access/host3, 5577006791947779410)");
  expect(withoutMark(withMark("", MARK))).toBe("");
});

test("a token's mark names its issue, and an adopted object says so", () => {
  const mark = { ...MARK, issue: "42", adopted: true };
  const written = withMark("x", mark);
  expect(written).toBe("x (cdktf-proxmox-access: access/host3, 5577006791947779410, issue 42, adopted)");
  expect(readMark(written)).toEqual(mark);
});

test("the mark of a token whose expiry counts from its issue says when that was", () => {
  const mark = { ...MARK, issue: "42", since: 1_750_000_000 };
  const written = withMark("x", mark);
  expect(written).toMatch(/, issue 42 of 2025-06-15T15:06:40Z\)$/);
  expect(readMark(written)).toEqual(mark);
  expect(withoutMark(written)).toBe("x");
});

test.each([
  "",
  "For the lab",
  "(cdktf-proxmox-access: access/host3)",
  "(cdktf-proxmox-access: access/host3, x)",
  "(cdktf-proxmox-access: access/host3, 1) and more",
])("%j has no mark", (comment) => {
  expect(readMark(comment)).toBeUndefined();
  expect(withoutMark(comment)).toBe(comment);
});

test("only the mark at the end counts", () => {
  const inner = withMark("x", { ...MARK, owner: "other/host3" });
  expect(readMark(withMark(inner, MARK))).toEqual(MARK);
});
