import { tools } from "../support/tools";
import { ACCIDENTS, type Accident } from "./accidents";
import type { Operation } from "./operations";
import { note } from "./table";
import { Walker } from "./walk";
import { WHOLE } from "./whole";

/**
 * Tests that an operation converges after every accident, at every of its moments. The binaries start the same
 * provisioners and differ in how they keep the state; so the further ones walk the operations that make all of it,
 * change it and remove it, and no connections, which are the provisioner's alone.
 */
export function walks(operation: Operation): void {
  const all = tools();
  const [first] = all;
  const walking = WHOLE || operation.everyTool ? all : all.slice(0, 1);
  describe.each(walking)(`${operation.name} converges with $name $version`, (tool) => {
    let walker: Walker;
    beforeAll(async () => {
      walker = await Walker.start(tool, operation);
    });
    afterAll(() => walker.stop());

    const accidents = tool === first || WHOLE ? ACCIDENTS : ACCIDENTS.filter(isOfProcess);
    test.each(accidents.filter((accident) => concerns(operation, accident)))(
      "after an accident of the $victim, at every $moment",
      async (accident) => {
        const found = await walker.walk(accident);
        for (const walked of found) note({ tool: tool.name, operation: operation.name, ...walked });
        expect(found.flatMap(({ failures }) => failures)).toEqual([]);
        for (const { points } of found) expect(points).toBeGreaterThan(0);
      },
    );
  });
}

function isOfProcess({ victim }: Accident): boolean {
  return victim !== "connection";
}

/** A login changes nothing (see walk.ts), and a destroy leaves the files to Terraform. */
function concerns({ logins, described }: Operation, { moment }: Accident): boolean {
  if (logins) return moment === "request" || (WHOLE && moment !== "step");
  return described !== undefined || moment !== "step";
}
