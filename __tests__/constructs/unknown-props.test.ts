/** Misspelt names below the props of a construct, and where something is given that is no construct's props. */
import { TerraformStack, Testing } from "cdktf";
import {
  KubernetesFile,
  ProxmoxAccess,
  ProxmoxAccessGuard,
  ProxmoxAcl,
  type ProxmoxAclPath,
  ProxmoxCluster,
  ProxmoxGrants,
  ProxmoxRole,
  ProxmoxUser,
  TerraformTfvars,
} from "../../constructs";

/** A stack with what others need. */
function lab() {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint: "https://host3:8006" });
  const user = new ProxmoxUser(stack, "user", { cluster, userid: "lab@pve" });
  const role = new ProxmoxRole(stack, "role", { cluster, roleid: "lab-role" });
  const access = (props: object) => new ProxmoxAccess(stack, "it", { cluster, ...props });
  return { stack, cluster, user, role, access };
}

interface Misspelt {
  readonly make: (it: ReturnType<typeof lab>) => unknown;
  readonly said: readonly string[];
}

function messageOf(make: () => unknown): string {
  try {
    make();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test.each<[string, Misspelt]>([
  [
    "an ACL's paths",
    {
      make: ({ stack, role, user }) => {
        const acl = [
          { path: "/pool/lab", propogate: false },
          { pth: "/pool/lab", path: "/pools" },
        ];
        return new ProxmoxAcl(stack, "it", { role, subjects: [user], acl });
      },
      said: [
        "acl[0].propogate: is no prop; did you mean propagate?",
        "acl[1].path: ",
        "acl[1].pth: is no prop; did you mean path?",
      ],
    },
  ],
  [
    "all that an access would make",
    {
      make: ({ cluster, access }) =>
        access({
          acls: ["/pool/lab"],
          user: { usrid: "joe@pve", email: "nowhere", cluster },
          role: { profil: "opentofu-vm" },
          token: { expire: "90d", user: "joe@pve", secret: "file" },
          acl: [{ paths: "/pool/lab" }],
        }),
      said: [
        "ProxmoxAccess lab/it: acls: is no prop; did you mean acl?",
        "ProxmoxUser lab/it/user: email: ",
        "usrid: is no prop; did you mean userid?",
        "cluster: is no prop; ",
        "ProxmoxRole lab/it/role: profil: is no prop; did you mean profile?",
        "ProxmoxApiToken lab/it/token: ",
        "expire: is no prop; did you mean expires?",
        "user: is no prop; ",
        "secret: is no prop; ",
        "ProxmoxAcl lab/it/acl: acl[0].paths: is no prop; did you mean path?",
      ],
    },
  ],
  [
    "an access and what it would make, when its own are wrong too",
    {
      make: ({ access }) =>
        access({
          acl: ["/pool/lab"],
          parameters: { pools: "lab" },
          secret: "vault",
          user: { usrid: "joe@pve" },
          token: { tokenid: "-" },
        }),
      said: [
        "ProxmoxAccess lab/it: parameters: the profile brings its paths along",
        "ProxmoxUser lab/it/user: usrid: is no prop; did you mean userid?",
        "ProxmoxGrants lab/it/role: ",
        "ProxmoxApiToken lab/it/token: tokenid: ",
        "secret: ",
      ],
    },
  ],
  [
    "confined profiles of an access",
    {
      make: ({ access }) => access({ parameters: { pools: "lab" }, role: { profil: "opentofu-vm" } }),
      said: [
        "ProxmoxGrants lab/it/role: ",
        "did you mean pool?",
        "profil: is no prop; did you mean profile?",
      ],
    },
  ],
  [
    "confined profiles",
    {
      make: ({ stack, cluster }) => {
        const privileges = { privileges: ["VM.Audit"] };
        return new ProxmoxGrants(stack, "it", { cluster, parameters: {}, ...privileges });
      },
      said: ["ProxmoxGrants lab/it: privileges: is no prop; "],
    },
  ],
  [
    "the clusters of a variables file",
    {
      make: ({ stack, cluster, access }) => {
        const named = { access: access({}), nodename: "nuc", sshUsername: 5 };
        const reached = { key: "a", endpoint: "https://a:8006", insecur: true };
        const clusters = [
          named,
          { cluster: reached, apiToken: "${var.token}" },
          { cluster, apitoken: "${var.token}" },
        ];
        return new TerraformTfvars(stack, "file", { clusters: clusters as never });
      },
      said: [
        "clusters[0].sshUsername: must be text, not 5",
        "clusters[0].nodename: is no prop; did you mean nodeName?",
        "clusters[1].cluster.insecur: is no prop; did you mean insecure?",
        "clusters[2].access: must be there, or `cluster`",
        "clusters[2].apitoken: is no prop; did you mean apiToken?",
      ],
    },
  ],
  [
    "the clusters of a file for Kubernetes",
    {
      make: ({ stack, access }) => {
        const clusters = [{ access: access({}), regio: "x", region: 5 }];
        return new KubernetesFile(stack, "file", { clusters: clusters as never, path: "csi.yaml" });
      },
      said: [
        "clusters[0].region: must be text, not 5",
        "clusters[0].regio: is no prop; did you mean region?",
      ],
    },
  ],
  [
    "a guard",
    {
      make: () => new ProxmoxAccessGuard({ expiryDay: 90 } as object),
      said: ["ProxmoxAccessGuard: expiryDay: is no prop; did you mean expiryDays?"],
    },
  ],
  [
    "a token of a user",
    {
      make: ({ user }) => user.addToken("1st", { expire: "90d", user } as object),
      said: ["ProxmoxApiToken lab/user/1st: tokenid: ", "did you mean expires?", "user: is no prop; "],
    },
  ],
])("misspelt names in %s come at once, each with its place", (_, { make, said }) => {
  const refused = messageOf(() => make(lab()));
  expect([refused, said.filter((each) => !refused.includes(each))]).toEqual([refused, []]);
});

test("a role with a cluster is one that is there already, and nothing is said of it beside its name", () => {
  const { stack, cluster, user, access } = lab();
  const refused =
    /: role: with its cluster it is one that is there already, and profile and add would count for nothing; leave its cluster out .*ProxmoxRole\.named\(/;
  const role = { cluster, roleid: "lab-role", profile: "backup", add: ["VM.Audit"], remove: undefined };
  expect(() => access({ role })).toThrow(refused);
  expect(() => new ProxmoxAcl(stack, "it", { role, subjects: [user] })).toThrow(refused);
  expect(() => access({ role: { cluster: "host3", roleid: "lab-role" } })).toThrow(
    /: role: must be a ProxmoxRole/,
  );
  const { granted } = access({ user, role: { cluster, roleid: "PVEAuditor", profile: undefined } });
  expect(granted?.roleid).toBe("PVEAuditor");
});

test("a grant has no misspelt names, and neither when it is there already", () => {
  const it = lab();
  const misspelt = /ProxmoxAcl lab\/.*: acl\[0\]\.propogate: is no prop; did you mean propagate\?/;
  const { cluster, user, role } = it;
  const later = new ProxmoxAccess(it.stack, "later", { cluster, user, role });
  const ways: Readonly<Record<string, (place: ProxmoxAclPath) => unknown>> = {
    "/pool/a": (place) => role.grantTo(user, place),
    "/pool/b": (place) => later.grant(ProxmoxRole.named(cluster, "PVEAuditor"), place),
    "/pool/c": (place) => later.addPath(place),
  };
  for (const [path, grant] of Object.entries(ways)) {
    const place = { path, propogate: false };
    expect(() => grant(place)).toThrow(misspelt);
    grant({ path });
    expect(() => grant(place)).toThrow(misspelt);
  }
});
