import { Lab } from "../support/lab";
import { anyTool } from "../support/tools";

const INVENTORY = { inventory: { pools: [{ poolid: "lab" }, { poolid: "prod" }] } };

function identities(pool: string, more: object = {}) {
  return {
    identities: {
      apply: {
        profile: ["opentofu-vm", "image-download"],
        parameters: { pool, storage: ["local", "local-lvm"], bridge: "vmbr0" },
        token: { privilegeSeparation: true },
        outputs: { tfvars: {}, env: { flavor: ["bpg", "packer"] }, csi: {} },
        ...more,
      },
      plan: { profile: "plan-readonly" },
    },
  };
}

anyTool("identities", (tool) => {
  test("come, change and go", async () => {
    const lab = await Lab.start(tool, identities("lab"), INVENTORY);
    try {
      await lab.deploy();
      const roleids = () => Object.keys(lab.pve().roles);
      expect(roleids()).toEqual([
        "apply-role-nodes",
        "apply-role-pool-lab",
        "apply-role-sdn-zones-localnetwork-vmbr0",
        "apply-role-storage-local",
        "apply-role-storage-local-lvm",
        "plan-role",
      ]);
      expect(await lab.project.file("host3-apply.env")).toMatch(
        /^export PROXMOX_VE_API_TOKEN='apply@pve!apply-token=[0-9a-f-]{36}'$/m,
      );
      expect(await lab.project.file("plan.tfvars")).toMatch(
        /api_token += "plan@pve!plan-token=[0-9a-f-]{36}"/,
      );
      expect((await lab.project.plan(lab.login)).exitCode).toBe(0);

      lab.describe(identities("prod"));
      await lab.deploy();
      expect(roleids()).toContain("apply-role-pool-prod");
      expect(roleids()).not.toContain("apply-role-pool-lab");

      await lab.destroy();
      expect(lab.pve()).toEqual({ roles: {}, acl: [], users: {}, tokens: {} });
    } finally {
      await lab.stop();
    }
  });
});

const user = { userid: "k8s@pve" };
const token = { privilegeSeparation: true };
const csi = { profile: "kubernetes-csi", user, token, outputs: { csi: {} } };
const ccm = { profile: "kubernetes-ccm", user, token, outputs: { ccm: {} } };

anyTool("identities that share a user", (tool) => {
  test("come and go one by one, and the user stays with the last of them", async () => {
    const lab = await Lab.start(tool, { identities: { csi, ccm } });
    try {
      await lab.deploy();
      expect(Object.keys(lab.pve().users)).toEqual(["k8s@pve"]);
      expect(await lab.project.file("csi-csi.yaml")).toContain("k8s@pve!csi-token");
      const file = await lab.project.file("ccm-ccm.yaml");
      expect(file).toContain("k8s@pve!ccm-token");
      expect((await lab.project.plan(lab.login)).exitCode).toBe(0);

      // The one that made the user.
      lab.describe({ identities: { ccm } });
      await lab.deploy();
      expect(Object.keys(lab.pve().users)).toEqual(["k8s@pve"]);
      expect(Object.keys(lab.pve().tokens)).toEqual(["k8s@pve!ccm-token"]);
      expect(Object.keys(lab.pve().roles)).toEqual(["ccm-role"]);
      expect(await lab.project.file("ccm-ccm.yaml")).toBe(file);
      expect((await lab.project.plan(lab.login)).exitCode).toBe(0);

      await lab.destroy();
      expect(lab.pve()).toEqual({ roles: {}, acl: [], users: {}, tokens: {} });
    } finally {
      await lab.stop();
    }
  });

  test("part, and the token of the one that stays with the user is as it was", async () => {
    const lab = await Lab.start(tool, { identities: { csi, ccm } });
    try {
      await lab.deploy();
      const file = await lab.project.file("ccm-ccm.yaml");
      // The one that made the user.
      lab.describe({ identities: { csi: { ...csi, user: { userid: "csi@pve" } }, ccm } });
      await lab.deploy();
      expect(Object.keys(lab.pve().tokens).sort()).toEqual(["csi@pve!csi-token", "k8s@pve!ccm-token"]);
      expect(await lab.project.file("ccm-ccm.yaml")).toBe(file);
      expect((await lab.project.plan(lab.login)).exitCode).toBe(0);

      await lab.destroy();
      expect(lab.pve()).toEqual({ roles: {}, acl: [], users: {}, tokens: {} });
    } finally {
      await lab.stop();
    }
  });
});
