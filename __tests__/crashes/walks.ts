import { eachTool } from "../support/tools";
import { ACCIDENTS } from "./accidents";
import type { Operation } from "./operations";
import { note } from "./table";
import { Walker } from "./walk";

/**
 * Tests that an operation converges after every accident, at every of its moments. Connections are the provisioner's alone, and
 * both binaries start the same one, so they are cut with one of them.
 */
export function walks(operation: Operation): void {
  eachTool(`${operation.name} converges`, (tool) => {
    let walker: Walker;
    beforeAll(async () => {
      walker = await Walker.start(tool, operation);
    });
    afterAll(() => walker.stop());

    const accidents = ACCIDENTS.filter(({ victim }) => {
      if (victim === "connection") return tool.name === "tofu";
      return victim !== "user" || operation.interrupted === true;
    });
    test.each(accidents)("after an accident of the $victim, at every $moment", async (accident) => {
      const found = await walker.walk(accident);
      for (const walked of found) note({ tool: tool.name, operation: operation.name, ...walked });
      expect(found.flatMap(({ failures }) => failures)).toEqual([]);
      for (const { points, skipped } of found) expect(points + skipped).toBeGreaterThan(0);
    });
  });
}
