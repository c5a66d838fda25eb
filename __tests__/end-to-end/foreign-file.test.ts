import { writeFileSync } from "node:fs";
import { Lab, failed } from "../support/lab";
import { eachTool } from "../support/tools";

eachTool("a terraform.tfvars that is not ours", (tool) => {
  test.each([
    ["written by hand", Buffer.from('proxmox = "precious"\n')],
    ["that is no text", Buffer.from([0xff, 0xfe, 0x00, 0x80])],
  ])("%s is not touched, and nothing is left half-done", async (_, precious) => {
    const lab = await Lab.start(tool);
    try {
      const path = lab.project.path("terraform.tfvars");
      writeFileSync(path, precious);
      const error = failed(await lab.project.apply(lab.login));
      expect(error).toMatch(
        /terraform\.tfvars exists and was not written by cdktf-proxmox-access.*written elsewhere/,
      );
      expect(await lab.project.file()).toBe(precious.toString("utf8"));
      lab.describe({}, { tfvars: { path: "elsewhere/access.tfvars" } });
      await lab.deploy();
      expect(await lab.project.file()).toBe(precious.toString("utf8"));
      expect(await lab.project.file("elsewhere/access.tfvars")).toContain("api_token");
    } finally {
      await lab.stop();
    }
  });
});
