import { authenticates } from "../../support/authenticates";
import { Lab, failed } from "../../support/lab";
import type { Recorded } from "../../support/project";
import { unnumbered } from "../../support/pve/pve-state";
import { eachTool } from "../../support/tools";

/** Edits the state as a Terraform that was killed would have left it: what it had not come to is not there. */
function forget(lab: Lab, names: RegExp): Promise<void> {
  return lab.project.record((resources) => resources.filter(({ name }) => !names.test(name)));
}

/** Terraform writes a resource into its state before the provisioner has run, so a kill may leave it there, and nothing in PVE. */
eachTool("a state that holds what was never done", (tool) => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.start(tool, { token: { privilegeSeparation: true } });
  });
  afterEach(() => lab.stop());

  test("objects and secret are made by the next deploy, and the one behind it takes the secret", async () => {
    const nothing = lab.simulator.checkpoint();
    await lab.deploy();
    const done = lab.pve();
    nothing();
    await forget(lab, /^(settled|tfvars|host3_(user|role|acl|token|token_secret))$/);
    expect(failed(await lab.project.apply(lab.login))).toMatch(
      /secret of a token was lost .* Deploy once more/,
    );
    expect(unnumbered(lab.pve())).toEqual(unnumbered(done));
    await lab.deploy();
    expect(unnumbered(lab.pve())).toEqual(unnumbered(done));
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test("an object that is gone and was recorded behind its cluster is made at the end of the next deploy", async () => {
    await lab.deploy();
    const done = lab.pve();
    await lab.asRoot("PUT", "/access/acl", {
      path: "/",
      roles: "opentofu-role",
      tokens: "opentofu@pve!opentofu-token",
      delete: "1",
    });
    await forget(lab, /^settled$/);
    await lab.deploy();
    expect(lab.pve()).toEqual(done);
  });

  test("a change is made by the next deploy, and the secret stays", async () => {
    await lab.deploy();
    const former = lab.simulator.checkpoint();
    const token = await lab.token();
    const changed = { user: { comment: "new" }, token: { privilegeSeparation: true, comment: "new" } };
    lab.describe(changed);
    await lab.deploy();
    const done = lab.pve();
    former();
    await forget(lab, /^settled$/);
    await lab.deploy();
    expect(lab.pve()).toEqual(done);
    expect(await lab.token()).toBe(token);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });

  test("a secret that was recorded empty is in no file, and the way to a new one is said", async () => {
    await lab.deploy();
    const before = { token: await lab.token(), pve: lab.pve() };
    await forget(lab, /^settled$/);
    await lab.project.record((resources) =>
      resources.map((resource) =>
        resource.name === "host3_token_secret"
          ? { ...resource, instances: resource.instances.map(emptied) }
          : resource,
      ),
    );
    const error = failed(await lab.project.apply(lab.login));
    expect(error).toMatch(
      /secret of API token opentofu@pve!opentofu-token was lost.*another `token\.rotation`/,
    );
    expect({ token: await lab.token(), pve: lab.pve() }).toEqual(before);
    lab.describe({ token: { privilegeSeparation: true, rotation: "2" } });
    await lab.deploy();
    expect(await lab.token()).not.toBe(before.token);
    expect(await authenticates(lab.simulator, await lab.token())).toBe(true);
    expect((await lab.project.plan()).exitCode).toBe(0);
  });
});

function emptied(instance: Recorded["instances"][number]): Recorded["instances"][number] {
  const { attributes } = instance;
  return { ...instance, attributes: { ...attributes, triggers: { ...attributes.triggers, secret: "" } } };
}
