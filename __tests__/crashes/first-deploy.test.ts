import { eachTool } from "../support/tools";
import { FIRST_DEPLOY, ROTATION } from "./operations";
import { walk } from "./walk";

eachTool("converges after an accident of the provisioner", (tool) => {
  describe.each([FIRST_DEPLOY, ROTATION])("$name", (operation) => {
    test.each(["request", "handled", "replied"] as const)("at the %s of every call", async (at) => {
      const { points, failures } = await walk(tool, operation, "provisioner", at);
      expect(failures).toEqual([]);
      expect(points).toBeGreaterThan(10);
    });
  });
});
