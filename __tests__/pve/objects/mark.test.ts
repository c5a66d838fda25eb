import fc from "fast-check";
import { isMadeBy, readMark, withMark } from "../../../pve/objects/mark";

const owner = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}\/[a-z][a-z0-9-]{0,10}$/);

describe("the mark in a comment", () => {
  it("is shown after the user's text", () => {
    expect(withMark("For OpenTofu", { owner: "access/host3", adopted: false })).toBe(
      "For OpenTofu (cdktf-proxmox-access: access/host3)",
    );
    expect(withMark("", { owner: "access/host3", adopted: true })).toBe(
      "(cdktf-proxmox-access: access/host3, adopted)",
    );
  });

  it("is read back from any text, whatever marks the text itself holds", () => {
    fc.assert(
      fc.property(fc.string(), owner, owner, fc.boolean(), (text, other, ours, adopted) => {
        const quoted = withMark(text, { owner: other, adopted: true });
        expect(readMark(withMark(text, { owner: ours, adopted }))).toEqual({ owner: ours, adopted });
        expect(readMark(withMark(quoted, { owner: ours, adopted }))).toEqual({ owner: ours, adopted });
      }),
    );
  });

  it.each(["", "by hand", "(cdktf-proxmox-access: a/b) and more", "(cdktf-proxmox-access: a/b", "(a/b)"])(
    "is not seen in %j",
    (comment) => {
      expect(readMark(comment)).toBeUndefined();
    },
  );

  it("allows a delete only by the owner that made the object", () => {
    expect(isMadeBy("a/b", "x (cdktf-proxmox-access: a/b)")).toBe(true);
    expect(isMadeBy("a/b", "x (cdktf-proxmox-access: a/b, adopted)")).toBe(false);
    expect(isMadeBy("a/b", "x (cdktf-proxmox-access: a/bc)")).toBe(false);
    expect(isMadeBy("a/b", "x")).toBe(false);
  });
});
