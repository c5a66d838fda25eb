import { Lab, failed, succeeded } from "../support/lab";
import { eachTool } from "../support/tools";

const PATHS = { acl: [{ path: "/" }, { path: "/vms" }] };

eachTool("a plan that was saved", (tool) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start(tool, PATHS);
    await lab.deploy();
  });
  afterAll(() => lab.stop());

  const saved = () => lab.project.run(["apply", "-input=false", "-no-color", "saved"], lab.login);

  test("is what is done, though another setting was described since", async () => {
    lab.describe({ ...PATHS, role: { privileges: ["VM.Audit"] } });
    await lab.project.plan({}, "-out=saved");
    lab.describe({ ...PATHS, role: { privileges: ["VM.Clone"] } });
    succeeded(await saved());
    expect(lab.pve().roles).toEqual({ "opentofu-role": ["VM.Audit"] });
  });

  test("is refused when other objects were described since, and nothing is taken away", async () => {
    const before = lab.pve();
    lab.describe({ ...PATHS, role: { privileges: ["VM.Migrate"] } });
    await lab.project.plan({}, "-out=saved");
    lab.describe({ acl: [{ path: "/" }] });
    expect(failed(await saved())).toMatch(/synthesized anew since this plan was made.*Deploy again/);
    expect(lab.pve()).toEqual(before);
  });
});
