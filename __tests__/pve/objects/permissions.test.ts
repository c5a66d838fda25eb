import { privilegesOn } from "../../../pve/objects";

const on = (privileges: Readonly<Record<string, boolean>>) => new Map(Object.entries(privileges));

test.each<[string, Readonly<Record<string, ReturnType<typeof on>>>, readonly string[]]>([
  ["what the path itself is listed with", { "/": on({ A: true }), "/pool/a/b": on({ B: false }) }, ["B"]],
  [
    "what propagates from the nearest path above",
    { "/": on({ A: true }), "/pool/a": on({ B: true, C: false }) },
    ["B"],
  ],
  [
    "what propagates past a level that counts for itself",
    { "/": on({ A: true }), "/pool/a": on({ B: false }) },
    ["A"],
  ],
  ["nothing of a path beside it", { "/pool/a/c": on({ A: true }) }, []],
])("on a path somebody has %s", (_, permissions, expected) => {
  expect([...privilegesOn(new Map(Object.entries(permissions)), "/pool/a/b").keys()]).toEqual(expected);
});
