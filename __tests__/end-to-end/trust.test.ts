/** What was trusted here is trusted by the downstream provider too. */
import { connect } from "node:tls";
import { once } from "node:events";
import { Lab } from "../support/lab";
import { saidBy } from "../support/output";
import { eachTool } from "../support/tools";

eachTool("a cluster that is pinned by its fingerprint", (tool) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start(tool);
  });
  afterAll(() => lab.stop());

  test("x", async () => {
    const { stdout } = await lab.project.plan();
    console.log(stdout);
    const output = await lab.deploy();
    console.log(saidBy(output).join("\n"), await lab.project.file("proxmox-ca.pem"));
    console.log(await lab.deploy({}));
    await lab.destroy();
    console.log(await lab.project.file("proxmox-ca.pem"));
  });
});
