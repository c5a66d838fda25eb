/** The one line on what to do, after looks that have found this or that. */
import { whatToDo } from "../../../cli/diff/what-to-do";
import type { Found, Visit } from "../../../cli/look";

interface Case {
  readonly changes?: number;
  readonly faults?: number;
  readonly isDeployed?: boolean;
  readonly reconcile?: "always" | "on-change";
  readonly failed?: true;
}

function after(...cases: readonly Case[]): string | undefined {
  const visits = cases.map(
    ({ changes = 0, faults = 0, isDeployed = true, reconcile = "on-change", failed }, index) => {
      const described = { label: `host${String(index + 1)}`, reconcile };
      if (failed) return { described, error: "no answer" };
      const look = { changes: Array(changes).fill({}), faults: Array(faults).fill({}), isDeployed };
      return { described, found: { look } };
    },
  );
  return whatToDo(visits as unknown as readonly Visit<Found>[]);
}

const ONLY = 'only if the description has changed since the last one, or with `reconcile: "always"`.';

test.each<[string | undefined, readonly Case[]]>([
  [undefined, [{}, {}]],
  ["3 changes. The next deploy does this.", [{ changes: 3, isDeployed: false }, {}]],
  ["1 change. The next deploy does this.", [{ changes: 1, reconcile: "always" }]],
  [`2 changes. A deploy does this ${ONLY}`, [{ changes: 2 }, { reconcile: "always" }]],
  [
    `3 changes. The next deploy does this, but on host2 ${ONLY}`,
    [{ changes: 2, reconcile: "always" }, { changes: 1 }],
  ],
  ["2 changes, 1 fault. Do what the lines with ! say, and run this again.", [{ changes: 2, faults: 1 }]],
  ["1 cluster could not be looked at. Do what the errors say, and run this again.", [{}, { failed: true }]],
  [
    "2 faults, 2 clusters could not be looked at. Do what the lines with ! and the errors say, and run this again.",
    [{ faults: 2 }, { failed: true }, { failed: true }],
  ],
])("%s", (line, cases) => {
  expect(after(...cases)).toBe(line);
});
