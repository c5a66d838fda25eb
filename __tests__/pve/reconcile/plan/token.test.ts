import type { Claim } from "../../../../pve/reconcile";
import { planToken } from "../../../../pve/reconcile/plan/token";
import { KEPT, type TokenSpec } from "../../../../pve/spec";
import {
  FULL_TOKENID,
  OTHER_STATE,
  type SeenToken,
  TOKEN,
  USER,
  claim,
  deployed,
  mark,
  seen,
} from "../objects";

const ADOPT: TokenSpec = { ...TOKEN, adopt: true };
const NAME = `token ${FULL_TOKENID}`;
const OURS = mark({ issue: "11" });
const settled: Partial<Claim> = { deployed: deployed([NAME], "11") };
const lost: Partial<Claim> = { lost: new Set(["11"]) };

function verdict(spec: TokenSpec, token?: SeenToken, change: Partial<Claim> = {}) {
  const there = token && seen({ users: { [USER.userid]: {} }, tokens: { [FULL_TOKENID]: token } });
  return planToken(spec, there?.users.get(USER.userid)?.tokens.get(TOKEN.tokenid), claim(change));
}

const issued = (comment: string, more = {}) => ({
  change: expect.objectContaining({ do: "issue-token", settings: { comment, privsep: false, ...more } }),
});
const updated = (settings: object) => ({ change: expect.objectContaining({ do: "update-token", settings }) });
const refusal = (text: RegExp) => ({ refusal: expect.stringMatching(text) });

/** As synth describes it. */
function unissued(spec: TokenSpec): TokenSpec {
  return Object.fromEntries(
    Object.entries(spec).filter(([name]) => name !== "issue"),
  ) as unknown as TokenSpec;
}

describe.each([TOKEN, ADOPT])("a token (%j)", (spec) => {
  it("that is not there is issued, with our mark and its issue", () => {
    const described = { ...spec, comment: "CI", expires: "2100-01-01" };
    expect(verdict(spec)).toEqual(issued(`OpenTofu/Terraform ${OURS}`));
    expect(verdict(described)).toEqual(issued(`CI ${OURS}`, { expire: 4102444800 }));
    expect(verdict(spec, undefined, { deployed: deployed([NAME], "10") })).toEqual(
      issued(`OpenTofu/Terraform ${OURS}`),
    );
  });

  it("that was deployed and is gone is refused, as its secret is lost", () => {
    expect(verdict(spec, undefined, settled)).toEqual(
      refusal(/is gone from host3: it was deleted outside.*token\.rotation/),
    );
    expect(verdict(unissued(spec))).toEqual(refusal(/is gone from host3/));
    expect(verdict({ ...spec, rotation: KEPT }, undefined, settled)).toEqual(
      refusal(/If it is a former rotation, take it out of `keep` and deploy\. .*another `token\.rotation`/),
    );
  });

  it("that was deployed and is gone is issued, if the one who waits for its secret has not got it", () => {
    expect(verdict(spec, undefined, { ...settled, ...lost })).toEqual(issued(`OpenTofu/Terraform ${OURS}`));
  });

  it("with our mark and this issue is kept, or changed where it differs", () => {
    expect(verdict(spec, { comment: `x ${OURS}`, expire: 5 })).toBe("keep");
    expect(verdict({ ...spec, expires: "never", privsep: true }, { comment: OURS, expire: 5 })).toEqual(
      updated({ privsep: true, expire: 0 }),
    );
    const adopted = mark({ issue: "11", adopted: true });
    expect(verdict({ ...spec, comment: "CI" }, { comment: adopted })).toEqual(
      updated({ comment: `CI ${adopted}` }),
    );
  });

  it("with our mark and no known issue is kept where nobody waits for a secret", () => {
    expect(verdict(unissued(spec), { comment: OURS })).toBe("keep");
  });

  it("with our mark and another issue, or none, or a lost secret is issued", () => {
    for (const [comment, change] of [
      [mark({ issue: "10" }), {}],
      [mark(), {}],
      [OURS, lost],
    ] as const) {
      const found = { comment: `x ${comment}`, expire: 5 };
      expect(verdict(spec, found, change)).toEqual(issued(`x ${OURS}`));
      expect(verdict(spec, found, change)).toMatchObject({ change: { there: { expire: 5 } } });
    }
  });

  it("is not issued when its secret would reach nobody", () => {
    const nobody = { mayIssue: (name: string) => name !== NAME };
    expect(verdict(spec, undefined, nobody)).toEqual(refusal(/is gone from host3/));
    expect(verdict(spec, { comment: mark() }, nobody)).toEqual(refusal(/token\.rotation/));
  });
});

describe("a token without our mark", () => {
  it("keeps its secret and gets the mark back, if this issue was deployed", () => {
    const edited = { comment: "by hand" };
    expect(verdict(TOKEN, edited, settled)).toEqual(updated({ comment: `by hand ${OURS}` }));
    const adopted = `by hand ${mark({ issue: "11", adopted: true })}`;
    expect(verdict(ADOPT, edited, settled)).toEqual(updated({ comment: adopted }));
  });

  it("is not taken for ours if its secret was lost, or if what was deployed is not known", () => {
    const edited = { comment: "by hand" };
    const adopted = `by hand ${mark({ issue: "11", adopted: true })}`;
    expect(verdict(TOKEN, edited, { ...settled, ...lost })).toEqual(refusal(/exists and is not ours/));
    expect(verdict(ADOPT, edited, { ...settled, ...lost })).toEqual(issued(adopted));
    expect(verdict(unissued(TOKEN), edited)).toEqual(refusal(/exists and is not ours/));
  });

  it("is issued with adopt, and known as adopted", () => {
    const comment = `by hand ${mark({ issue: "11", adopted: true })}`;
    for (const change of [{}, { deployed: deployed([NAME], "10") }])
      expect(verdict(ADOPT, { comment: "by hand" }, change)).toEqual(issued(comment));
    const foreign = `by hand ${mark({ owner: "other/host3", issue: "7" })}`;
    expect(verdict(ADOPT, { comment: foreign }, settled)).toEqual(issued(comment));
  });

  it("that another state has made is issued with adopt, as ours", () => {
    expect(verdict(ADOPT, { comment: `x ${mark({ state: OTHER_STATE, issue: "11" })}` })).toEqual(
      issued(`x ${OURS}`),
    );
  });

  it("is refused otherwise, with the difference and the way on", () => {
    const { refusal: said } = verdict({ ...TOKEN, comment: "CI" }, { comment: "by hand", privsep: true }) as {
      refusal: string;
    };
    expect(said.split("\n")).toEqual([
      `token ${FULL_TOKENID} exists and is not ours on host3.`,
      '  comment: wanted "CI", there is "by hand"',
      "  privsep: wanted false, there is true",
      expect.stringMatching(/adopt: true.*gets a new secret.*another name for the token/),
    ]);
    expect(verdict(TOKEN, { comment: mark({ owner: "other/host3" }) }, settled)).toEqual(
      refusal(/belongs to other\/host3 on host3/),
    );
    expect(verdict(TOKEN, { comment: mark({ state: OTHER_STATE, issue: "11" }) }, settled)).toEqual(
      refusal(/another Terraform state .* new secret here would end theirs/),
    );
  });
});
