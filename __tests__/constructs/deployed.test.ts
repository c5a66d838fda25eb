import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { MINIMAL, stackOf, synthesized } from "../support/synth";

const nuc = { endpoint: "https://nuc:8006" };

describe("what is deployed and no longer described", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "deployed-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** The warnings of a synthesis, where a state says that all of a stack is deployed. */
  function warnings(deployed: unknown, described: unknown): string[] {
    const resources = Object.entries(synthesized(stackOf(deployed)).resource.null_resource).map(
      ([name, { triggers, for_each }]) => ({
        type: "null_resource",
        name,
        instances: Object.values(for_each ?? { only: triggers }).map((values) => ({
          attributes: { triggers: values },
        })),
      }),
    );
    writeFileSync(join(folder, "terraform.proxmox-access.tfstate"), JSON.stringify({ resources }));
    const stack = stackOf(described, new App({ outdir: join(folder, "cdktf.out") }));
    return stack.node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => String(data));
  }

  test("is warned about, with the way to have it removed", () => {
    const found = warnings({ clusters: { ...MINIMAL.clusters, nuc } }, MINIMAL);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^cluster nuc: acl .*, role opentofu-role, token .*, user opentofu@pve: .*"ensure": "absent"/,
    );
  });

  test("is no matter when everything is described still, if only to be removed", () => {
    const both = { clusters: { ...MINIMAL.clusters, nuc } };
    expect(warnings(both, both)).toEqual([]);
    expect(warnings(both, { clusters: { ...MINIMAL.clusters, nuc: { ...nuc, ensure: "absent" } } })).toEqual(
      [],
    );
  });

  test("cannot be told from a state that is encrypted", () => {
    writeFileSync(join(folder, "terraform.proxmox-access.tfstate"), '{"encrypted_data":"…"}');
    const stack = stackOf(MINIMAL, new App({ outdir: join(folder, "cdktf.out") }));
    expect(stack.node.metadata.filter(({ type }) => type === "@cdktf/warn")).toEqual([]);
  });
});
