import fc from "fast-check";
import { masked, withoutTokenSecrets } from "../../../../pve/wire/reply/mask";

test.each([
  ["as it is", "p w+d!~/é"],
  ["percent-encoded", encodeURIComponent("p w+d!~/é")],
  ["percent-encoded in lower case", "p%20w%2bd!~%2f%c3%a9"],
  ["strictly percent-encoded", "p%20w%2Bd%21%7E%2F%C3%A9"],
  ["strictly, but for the tilde", "p%20w%2Bd%21~%2F%C3%A9"],
  ["as a form", "p+w%2Bd%21%7E%2F%C3%A9"],
  ["as a form in lower case", "p+w%2bd%21%7e%2f%c3%a9"],
  ["as a reason phrase is read", Buffer.from("p w+d!~/é").toString("latin1")],
])("a secret is masked %s", (_name, spelling) => {
  expect(masked(`refused: ${spelling}.`, ["p w+d!~/é"])).toBe("refused: ***.");
});

test("a secret with quotes is masked in JSON too", () => {
  expect(masked(String.raw`{"password":"a\"b\\c"}`, ['a"b\\c'])).toBe('{"password":"***"}');
});

test("no secret of four or more characters is left, whatever is around it", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 4, unit: "binary" }),
      fc.string(),
      fc.string(),
      (secret, before, after) => {
        fc.pre(!"***".includes(secret) && !before.includes("*") && !after.includes("*"));
        const sent = new URLSearchParams([["", secret]]).toString().slice(1);
        expect(masked(`${before}${secret}${after}`, [secret])).not.toContain(secret);
        expect(masked(`<${sent}>`, [secret])).toBe("<***>");
      },
    ),
  );
});

test("of two secrets of which one begins the other, nothing is left", () => {
  expect(masked("hunter2hunter", ["hunter", "hunter2"])).toBe("******");
});

test.each([
  ["a", "value 'a' is a wrong answer", "value '***' is *** wrong answer"],
  ["pw", "password=pw&x=pwd", "password=***&x=pwd"],
  ["12", "code 12, not 123 or 112", "code ***, not 123 or 112"],
  ["!?", "it is '!?'", "it is '***'"],
  ["", "nothing", "nothing"],
])(
  "a short secret (%j) is masked as a word of its own, and the rest stays readable",
  (secret, text, shown) => {
    expect(masked(text, [secret])).toBe(shown);
  },
);

test("what looks like a token's secret is masked, though nobody knows it yet", () => {
  const secret = "8a7b6c5d-1234-4abc-9def-0123456789ab";
  expect(withoutTokenSecrets(`failed: value=${secret.toUpperCase()}, ${secret}; issue 42`)).toBe(
    "failed: value=***, ***; issue 42",
  );
});
