import { expect, test } from "vitest";
import { summariesOf } from "./summaries";

// After `npx cdktf synth`. What was meant is accepted by: npx vitest run ci --update
test.each([...summariesOf("cdktf.out")])("stack %s gives what was reviewed", (_, summary) => {
  expect(summary).toMatchSnapshot();
});
