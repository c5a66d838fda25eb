import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Aspects, TerraformStack } from "cdktf";
import {
  ProxmoxAccess,
  ProxmoxAccessGuard,
  type ProxmoxAccessProps,
  type ProxmoxAccessRule,
  ProxmoxCluster,
  type ProxmoxClusterProps,
} from "../../constructs";

const now = new Date("2030-01-01T00:00:00Z");

/** What a stack has: a cluster, and an access to it. */
type Described = Omit<ProxmoxAccessProps, "cluster"> & { readonly cluster?: Partial<ProxmoxClusterProps> };

const good: Described = {
  acl: [{ path: "/pool/lab" }],
  token: { privilegeSeparation: true, expires: "2030-03-31" },
};

/** What `cdktf synth` would say. */
function synth({ cluster: reach, ...props }: Described, except: readonly ProxmoxAccessRule[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), "guarded-"));
  try {
    const app = new App({ outdir: join(folder, "cdktf.out") });
    const stack = new TerraformStack(app, "lab");
    const cluster = new ProxmoxCluster(stack, "host3", {
      endpoint: "https://host3.example.org:8006",
      ...reach,
    });
    new ProxmoxAccess(stack, "ci", { cluster, ...props });
    Aspects.of(stack).add(new ProxmoxAccessGuard({ expiryDays: 90, now, except }));
    app.synth();
    return "";
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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
  expect(refused.match(/rule \S+ of/g)).toHaveLength(1);
  expect(refused).toContain(path);
  expect(synth(props, [rule])).toBe("");
});

test("a reason lets a role stand on the root", () => {
  expect(synth({ ...good, acl: [{ path: "/", reason: "the workspace makes pools" }] })).toBe("");
});

test("everything is said at once", () => {
  expect(synth({}).match(/rule \S+ of/g)).toHaveLength(3);
});
