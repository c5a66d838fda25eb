import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Aspects, TerraformStack } from "cdktf";
import {
  ProxmoxAccess,
  ProxmoxAccessGuard,
  type ProxmoxAccessProps,
  type ProxmoxAccessRule,
} from "../../constructs";

const now = new Date("2030-01-01T00:00:00Z");
const cluster = { key: "host3", endpoint: "https://host3.example.org:8006" };
const good: ProxmoxAccessProps = {
  cluster,
  acl: [{ path: "/pool/lab" }],
  token: { privilegeSeparation: true, expires: "2030-03-31" },
};

/** What `cdktf synth` would say. */
function synth(props: ProxmoxAccessProps, except: readonly ProxmoxAccessRule[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), "guarded-"));
  try {
    const app = new App({ outdir: join(folder, "cdktf.out") });
    const stack = new TerraformStack(app, "lab");
    new ProxmoxAccess(stack, "host3", props);
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

test.each<[ProxmoxAccessRule, string, ProxmoxAccessProps, string]>([
  [
    "secure",
    "an unverified certificate",
    { ...good, cluster: { ...cluster, insecure: true } },
    "lab/host3/user",
  ],
  [
    "administrator",
    "a role that can grant",
    { ...good, role: { privileges: ["Permissions.Modify"] } },
    "lab/host3/role",
  ],
  ["administrator", "the same by add", { ...good, role: { add: ["Permissions.Modify"] } }, "lab/host3/role"],
  ["root-acl", "a role on the root", { ...good, acl: [{ path: "/" }] }, "lab/host3/acl"],
  ["root-acl", "the default path", { cluster, token: good.token! }, "lab/host3/acl"],
  [
    "privilege-separation",
    "a token like its user",
    { ...good, token: { ...good.token, privilegeSeparation: false } },
    "lab/host3/token",
  ],
  ["expiry", "a token for ever", { ...good, token: { privilegeSeparation: true } }, "lab/host3/token"],
  [
    "expiry",
    "a token for too long",
    { ...good, token: { privilegeSeparation: true, expires: "2030-04-02" } },
    "lab/host3/token",
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

test("everything is said at once, and what is absent needs no rules", () => {
  expect(synth({ cluster }).match(/rule \S+ of/g)).toHaveLength(3);
  expect(synth({ cluster, ensure: "absent" })).toBe("");
});
