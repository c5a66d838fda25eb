import { planUser } from "../../../../pve/reconcile/plan/user";
import type { UserSpec } from "../../../../pve/spec";
import { OTHER_STATE, USER, claim, deployed, mark, seen } from "../objects";

const ADOPT: UserSpec = { ...USER, adopt: true };

function verdict(
  spec: UserSpec,
  settings?: Readonly<Record<string, string | number | boolean>>,
  change = {},
) {
  const there = settings && seen({ users: { [USER.userid]: settings } }).users.get(USER.userid);
  return planUser(spec, there, claim(change));
}

function update(settings: object) {
  return { change: expect.objectContaining({ do: "update-user", settings }) };
}

const known = { deployed: deployed([`user ${USER.userid}`]) };
const begun = { begun: new Set([`user ${USER.userid}`]) };
const foreign = mark({ owner: "other/host3" });
const otherState = mark({ state: OTHER_STATE });
const refusal = (text: RegExp) => ({ refusal: expect.stringMatching(text) });

describe("a user", () => {
  it.each([USER, ADOPT])("that is not there is made, with our mark", (spec) => {
    const made = { do: "create-user", object: spec, settings: { comment: `OpenTofu/Terraform ${mark()}` } };
    expect(verdict(spec)).toEqual({ change: made });
    const comment = `CI ${mark()}`;
    expect(verdict({ ...spec, comment: "CI", email: "a@b.org", enable: false, expires: "never" })).toEqual({
      change: expect.objectContaining({ settings: { comment, email: "a@b.org", enable: false, expire: 0 } }),
    });
  });

  it.each([USER, ADOPT])("with our mark is kept, or changed where it differs", (spec) => {
    expect(verdict(spec, { comment: `by hand ${mark()}`, email: "a@b.org" })).toBe("keep");
    expect(verdict({ ...spec, email: "" }, { comment: mark(), email: "a@b.org" })).toEqual(
      update({ email: "" }),
    );
    expect(verdict({ ...spec, comment: "CI" }, { comment: `x ${mark()}` })).toEqual(
      update({ comment: `CI ${mark()}` }),
    );
  });

  it("stays adopted", () => {
    const adopted = mark({ adopted: true });
    expect(verdict(USER, { comment: adopted })).toBe("keep");
    expect(verdict({ ...USER, comment: "CI" }, { comment: adopted })).toEqual(
      update({ comment: `CI ${adopted}` }),
    );
  });

  it.each([known, begun])("whose comment was edited gets our mark back: %j", (change) => {
    expect(verdict(USER, { comment: "by hand" }, change)).toEqual(update({ comment: `by hand ${mark()}` }));
    // It may have been there before us; then a destroy has to leave it.
    expect(verdict(ADOPT, { comment: "by hand" }, change)).toEqual(
      update({ comment: `by hand ${mark({ adopted: true })}` }),
    );
  });

  it("that was made by another state of ours is taken over as ours", () => {
    expect(verdict(ADOPT, { comment: `x ${otherState}` })).toEqual(update({ comment: `x ${mark()}` }));
    const adopted = `x ${mark({ state: OTHER_STATE, adopted: true })}`;
    expect(verdict(ADOPT, { comment: adopted })).toEqual(update({ comment: `x ${mark({ adopted: true })}` }));
  });

  it("of others is taken over with adopt, and known as adopted", () => {
    const comment = `by hand ${mark({ adopted: true })}`;
    expect(verdict(ADOPT, { comment: "by hand" })).toEqual(update({ comment }));
    expect(verdict(ADOPT, { comment: `by hand ${foreign}` })).toEqual(update({ comment }));
  });

  it("of others is refused, with the difference and the way on", () => {
    const there = { comment: "by hand\u001b[2J", email: "a@b.org", lastname: "Doe" };
    const { refusal: said } = verdict({ ...USER, comment: "CI", email: "" }, there) as { refusal: string };
    expect(said.split("\n")).toEqual([
      "user opentofu@pve exists and is not ours on host3.",
      '  comment: wanted "CI", there is "by hand [2J"',
      '  email: wanted "", there is "a@b.org"',
      expect.stringMatching(
        /^Set `adopt: true` .*destroy then retains it.* choose another name for the user\.$/,
      ),
    ]);
    expect(verdict(USER, { comment: foreign })).toEqual(
      refusal(/^user opentofu@pve belongs to other\/host3 on host3/),
    );
    expect(verdict(USER, { comment: otherState })).toEqual(
      refusal(/was made by another Terraform state.*remote backend.*adopt: true/),
    );
  });

  it("shows nothing of a foreign mark that a terminal would obey", () => {
    const { refusal: said } = verdict(USER, { comment: mark({ owner: "a\u001b\u202eb" }) }) as {
      refusal: string;
    };
    expect(said).toContain("belongs to a b on host3");
  });

  it("of any state is ours where no state is known, and its mark stays when nothing is written", () => {
    expect(verdict(USER, { comment: otherState }, { state: undefined, states: [] })).toBe("keep");
  });
});
