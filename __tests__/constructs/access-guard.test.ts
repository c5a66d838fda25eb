import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Aspects, LocalBackend, TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import {
  ProxmoxAccess,
  ProxmoxAccessGuard,
  type ProxmoxAccessProps,
  type ProxmoxAccessRule,
  ProxmoxAcl,
  ProxmoxCluster,
  type ProxmoxClusterProps,
  type PveReleaseName,
  ProxmoxGroup,
  ProxmoxRole,
  ProxmoxUser,
} from "../../constructs";

const now = new Date("2030-01-01T00:00:00Z");

/** What a stack has: a cluster, and an access to it. */
type Described = Omit<ProxmoxAccessProps, "cluster"> & { readonly cluster?: Partial<ProxmoxClusterProps> };

const good: Described = {
  acl: [{ path: "/pool/lab" }],
  token: { privilegeSeparation: true, expires: "2030-03-31" },
};

/** What `cdktf synth` would say. */
function synthOf(make: (app: App) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "guarded-"));
  try {
    const app = new App({ outdir: join(folder, "cdktf.out") });
    make(app);
    app.synth();
    return "";
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function stackIn(scope: Construct, id: string, { cluster: reach, ...props }: Described): TerraformStack {
  const stack = new TerraformStack(scope, id);
  new LocalBackend(stack, { path: join(App.of(scope).outdir, `${id}.tfstate`) });
  const endpoint = `https://${id}.example.org:8006`;
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint, ...reach });
  new ProxmoxAccess(stack, "ci", { cluster, ...props });
  return stack;
}

function clusterOf(stack: TerraformStack): ProxmoxCluster {
  const cluster = stack.node.findChild("host3");
  if (cluster instanceof ProxmoxCluster) return cluster;
  throw new Error("it has no cluster");
}

function synth(described: Described, except: readonly ProxmoxAccessRule[] = []): string {
  return synthOf((app) => {
    Aspects.of(stackIn(app, "lab", described)).add(new ProxmoxAccessGuard({ expiryDays: 90, now, except }));
  });
}

const rulesOf = (refused: string) => [...refused.matchAll(/rule (\S+) of/g)].map(([, rule]) => rule);

test("what keeps all rules is synthesized", () => {
  expect(synth(good)).toBe("");
});

test.each<[ProxmoxAccessRule, string, Described, string]>([
  ["secure", "an unverified certificate", { ...good, cluster: { insecure: true } }, "lab/host3"],
  [
    "administrator",
    "a role that can grant",
    { ...good, role: { privileges: ["Permissions.Modify"] } },
    "lab/ci/role",
  ],
  ["administrator", "the same by add", { ...good, role: { add: ["Permissions.Modify"] } }, "lab/ci/role"],
  ["root-acl", "a role on the root", { ...good, acl: [{ path: "/" }] }, "lab/ci/acl"],
  ["root-acl", "the default path", { token: good.token! }, "lab/ci/acl"],
  [
    "privilege-separation",
    "a token like its user",
    { ...good, token: { ...good.token, privilegeSeparation: false } },
    "lab/ci/token",
  ],
  [
    "expiry",
    "a token that lasts longer from each issue",
    { ...good, token: { privilegeSeparation: true, expires: "91d" } },
    "lab/ci/token",
  ],
  ["expiry", "a token for ever", { ...good, token: { privilegeSeparation: true } }, "lab/ci/token"],
  [
    "expiry",
    "a token for too long",
    { ...good, token: { privilegeSeparation: true, expires: "2030-04-02" } },
    "lab/ci/token",
  ],
])("%s refuses %s, and can be excepted", (rule, _, props, path) => {
  const refused = synth(props);
  expect(refused).toContain(`rule ${rule} of`);
  expect(rulesOf(refused)).toHaveLength(1);
  expect(refused).toContain(path);
  expect(synth(props, [rule])).toBe("");
});

test("a term of one day is said as one", () => {
  const refused = synthOf((app) => {
    Aspects.of(stackIn(app, "lab", good)).add(new ProxmoxAccessGuard({ expiryDays: 1, now }));
  });
  expect(refused).toContain("expires in more than 1 day. Set `expires` to 1d,");
});

test("a role that PVE has built in and that can grant is refused where it is granted", () => {
  const granted = (roleid: string, pveVersion: PveReleaseName = "9.2") =>
    synthOf((app) => {
      const stack = stackIn(app, "lab", { ...good, cluster: { pveVersion } });
      const cluster = clusterOf(stack);
      const role = ProxmoxRole.named(cluster, roleid);
      new ProxmoxAcl(stack, "admins", {
        role,
        subjects: [ProxmoxGroup.named(cluster, "admins")],
        acl: ["/vms"],
      });
      Aspects.of(stack).add(new ProxmoxAccessGuard({ expiryDays: 90, now }));
    });
  expect(granted("PVEAuditor")).toBe("");
  expect(granted("PVEAdmin")).toBe("");
  expect(granted("Administrator")).toMatch(/\[lab\/admins\] role Administrator has Permissions\.Modify/);
  expect(rulesOf(granted("PVEAdmin", "7.4"))).toEqual(["administrator"]);
});

test("a token of a user that exists keeps the rules like any other", () => {
  const refused = synthOf((app) => {
    const stack = stackIn(app, "lab", good);
    const cluster = clusterOf(stack);
    const user = ProxmoxUser.named(cluster, "jane@ad");
    new ProxmoxAccess(stack, "like", { cluster, user, acl: [] });
    new ProxmoxAccess(stack, "jane", {
      ...good,
      cluster,
      user,
      role: ProxmoxRole.named(cluster, "PVEVMUser"),
      token: { ...good.token, tokenid: "ci" },
    });
    Aspects.of(stack).add(new ProxmoxAccessGuard({ expiryDays: 90, now }));
  });
  expect(rulesOf(refused)).toEqual(["privilege-separation", "expiry"]);
  expect(refused).not.toContain("lab/jane");
});

test("a reason lets a role stand on the root", () => {
  expect(synth({ ...good, acl: [{ path: "/", reason: "the workspace makes pools" }] })).toBe("");
});

test("what a confined profile needs on the root alone has its reason, and an unconfined profile has none", () => {
  const confined = { pool: "lab", storage: "local", bridge: "vmbr0" };
  const role = { profile: "opentofu-talos" } as const;
  const { token } = good;
  expect(synth({ role, token: token!, parameters: confined })).toBe("");
  expect(synth({ role, token: token!, parameters: {} })).toMatch(/Name in `parameters` what confines/);
});

test("the defaults break three rules at once, each of which names the default and how it is accepted", () => {
  const refused = synth({});
  expect(rulesOf(refused)).toEqual(["privilege-separation", "expiry", "root-acl"]);
  expect(refused.match(/default/g)).toHaveLength(3);
  expect(refused).toContain('except: ["privilege-separation"] accepts it');
  expect(synth({}, ["root-acl", "privilege-separation", "expiry"])).toBe("");
});

describe("a guard on what is above the stacks", () => {
  const guard = () => new ProxmoxAccessGuard({ expiryDays: 90, now });

  test("of an App holds for each stack", () => {
    const refused = synthOf((app) => {
      stackIn(app, "fine", good);
      stackIn(app, "lab", { ...good, acl: [{ path: "/" }] });
      Aspects.of(app).add(guard());
    });
    expect(rulesOf(refused)).toEqual(["root-acl"]);
    expect(refused).toContain("[lab/ci/acl]");
  });

  test("of a part of an App holds there alone", () => {
    const refused = synthOf((app) => {
      const [guarded, free] = [new Construct(app, "guarded"), new Construct(app, "free")];
      stackIn(free, "free-stack", {});
      stackIn(guarded, "guarded-stack", { ...good, acl: [{ path: "/" }] });
      Aspects.of(guarded).add(guard());
    });
    expect(refused).toContain("[guarded/guarded-stack/ci/acl]");
    expect(rulesOf(refused)).toEqual(["root-acl"]);
  });

  test("says a thing once, also where it is on the stack too", () => {
    const refused = synthOf((app) => {
      const both = guard();
      Aspects.of(stackIn(app, "lab", { ...good, acl: [{ path: "/" }] })).add(both);
      Aspects.of(app).add(both);
    });
    expect(rulesOf(refused)).toEqual(["root-acl"]);
  });

  test("is heard by a test of one stack", () => {
    const app = Testing.app();
    const stack = stackIn(app, "lab", {});
    Aspects.of(app).add(guard());
    expect(() => Testing.fullSynth(stack)).toThrow(/rule root-acl/);
  });

  test("leaves the Aspects of others as cdktf has them", () => {
    const visit = jest.fn();
    synthOf((app) => {
      stackIn(app, "lab", good);
      Aspects.of(app).add({ visit });
    });
    expect(visit).not.toHaveBeenCalled();
  });
});
