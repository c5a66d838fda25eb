import { identitiesOf, loadConfiguration } from "../../configuration";
import { refuses, withIdentities } from "./support";

refuses([
  ["a name that is none", withIdentities({ "1st": {} }), [/identities\.1st: the name "1st" is malformed/]],
  ["a name that PVE reserves", withIdentities({ pvedaemon: {} }), [/pvedaemon" would make a role/]],
  [
    "a misspelt setting",
    withIdentities({ a: { profil: "x" } }),
    [/identities\.a\.profil: .*did you mean profile\?/],
  ],
  [
    "a misspelt profile",
    withIdentities({ a: { profile: "kubernets-csi" } }),
    [/a\.profile: .*did you mean kubernetes-csi/],
  ],
  [
    "a misspelt parameter",
    withIdentities({ a: { parameters: { pools: "lab" } } }),
    [/a\.parameters\.pools: is no setting; did you mean pool\?/],
  ],
  [
    "a parameter that makes no path",
    withIdentities({ a: { parameters: { pool: ["lab", "a b"], storage: "" } } }),
    [/parameters\.pool\[1\]: .*no ACL path/, /parameters\.storage: is empty/],
  ],
  [
    "a parameter that would do nothing",
    withIdentities({ a: { profile: "kubernetes-csi", parameters: { bridge: "vmbr0" } } }),
    [/parameters\.bridge: nothing that kubernetes-csi needs is on a bridge/],
  ],
  [
    "two places",
    withIdentities({ a: { acl: [{}], parameters: {} } }),
    [/parameters: cannot stand beside acl/],
  ],
  [
    "a VNet without its zone, and a zone that is none",
    withIdentities({ a: { parameters: { vnet: ["talos/nodes", "nodes"], zone: "talos/nodes" } } }),
    [
      /parameters\.vnet\[1\]: "nodes" is no VNet with its zone; write it as zone\/vnet/,
      /parameters\.zone: "talos\/nodes" is no zone/,
    ],
  ],
  [
    "a VNet that nothing is on",
    withIdentities({ a: { profile: "snapshots", parameters: { pool: "lab", vnet: "talos/nodes" } } }),
    [/parameters\.vnet: nothing that snapshots needs is on a vnet/],
  ],
  [
    "a list that is confined",
    withIdentities({ a: { privileges: ["VM.Audit"], parameters: { pool: "lab" } } }),
    [/parameters: confines a profile/],
  ],
  [
    "an added privilege of another version",
    withIdentities({ a: { add: ["VM.Monitor"] } }, { pveVersion: "9.2" }),
    [/a\.add\[0\]: PVE 9\.2 does not know/],
  ],
  [
    "an unknown flavor",
    withIdentities({ a: { outputs: { env: { flavor: "telmat" } } } }),
    [/did you mean telmate\?/],
  ],
  [
    "flavors that mean different things by the same variables",
    withIdentities({ a: { outputs: { env: { flavor: ["bpg", "packer", "cluster-api"] } } } }),
    [/a\.outputs\.env\.flavor: cannot have packer and cluster-api in one file/],
  ],
  [
    "a shared user of whom two things are said",
    withIdentities({
      a: { user: { enable: true, email: "a@x.org" } },
      b: { user: { userid: "a@pve", enable: false, email: "a@x.org" } },
    }),
    [
      /identities\.b\.user\.enable: clusters\.host3\.identities\.a\.user\.enable says otherwise of a@pve; say it once/,
    ],
  ],
  [
    "two tokens of a shared user that are one",
    withIdentities({ a: {}, b: { user: { userid: "a@pve" }, token: { tokenid: "a-token" } } }),
    [
      /identities\.b\.token\.tokenid: makes the API token a@pve!a-token, as clusters\.host3\.identities\.a\.token/,
    ],
  ],
  [
    "a kept token of a shared user that is another one",
    withIdentities({
      a: { token: { rotation: 3, keep: [1] } },
      b: { user: { userid: "a@pve" }, token: { tokenid: "a-token-3" } },
    }),
    [
      /identities\.b\.token\.tokenid: makes the API token a@pve!a-token-3, as clusters\.host3\.identities\.a\./,
    ],
  ],
  [
    "a shared user that nobody grants anything",
    withIdentities({ a: { acl: [] }, b: { user: { userid: "a@pve" }, acl: [] } }),
    [
      /identities\.a\.acl: is empty; .*no rights from elsewhere/,
      /identities\.b\.acl: is empty; .*no rights from elsewhere/,
    ],
  ],
  [
    "a role that is the cluster's own",
    withIdentities({ a: { role: { roleid: "opentofu-role" } } }, { user: {} }),
    [/identities\.a\.role\.roleid: clusters\.host3\.role\.roleid is opentofu-role too/],
  ],
  [
    "a user and a role that exist, and that another identity makes",
    withIdentities({
      a: { user: { existing: "b@pve" }, role: { existing: "b-role" }, acl: [{ path: "/vms" }] },
      b: {},
    }),
    [
      /identities\.a\.role\.existing: clusters\.host3\.identities\.b\.role\.roleid makes b-role, so it does not exist/,
      /identities\.a\.user\.existing: clusters\.host3\.identities\.b\.user\.userid makes b@pve, so it does not exist/,
    ],
  ],
  [
    "one entry and one token of what exists, twice",
    withIdentities({
      a: { user: { existing: "jane@ad" }, role: { existing: "PVEAuditor" }, token: { tokenid: "t1" } },
      b: { user: { existing: "jane@ad" }, role: { existing: "PVEAuditor" }, token: { tokenid: "t1" } },
    }),
    [
      /identities\.b\.acl: makes the ACL entry on \/ with PVEAuditor for jane@ad, as clusters\.host3\.identities\.a\.acl does/,
      /identities\.b\.token\.tokenid: makes the API token jane@ad!t1, as clusters\.host3\.identities\.a\.token\.tokenid does/,
    ],
  ],
  [
    "a profile beside a role that exists",
    withIdentities({ a: { role: { existing: "PVEAuditor" }, profile: "monitoring", add: ["VM.Audit"] } }),
    [/identities\.a\.add: cannot stand beside existing/, /identities\.a\.profile: cannot stand beside/],
  ],
  [
    "a role that another one's path makes",
    withIdentities({
      a: { role: { roleid: "r" }, parameters: { pool: "x" } },
      b: { role: { roleid: "r-pool-x" }, privileges: ["VM.Audit"] },
    }),
    [
      /identities\.b\.role\.roleid: makes the role r-pool-x, as clusters\.host3\.identities\.a\.role\.roleid does/,
    ],
  ],
  [
    "a file for two tokens of a cluster",
    withIdentities({ a: {}, b: { outputs: { tfvars: { path: "./a.tfvars" } } } }),
    [
      /identities\.b\.outputs\.tfvars\.path: a\.tfvars is written for .*identities\.a\.outputs\.tfvars\.path too/,
    ],
  ],
  [
    "a file in two forms",
    withIdentities({ a: { outputs: { env: { path: "x" }, csi: { path: "x" } } } }),
    [/outputs\.csi\.path: x is written for .*outputs\.env\.path too, in another form/],
  ],
  [
    "tokens outside the state",
    withIdentities({ a: {} }, {}, { tfvars: { secret: "file" } }),
    [/identities: write their tokens through the state/],
  ],
]);

test("identities that share a user make it once, as all of them say", () => {
  const { clusters } = loadConfiguration(
    withIdentities({
      csi: { profile: "kubernetes-csi", user: { userid: "k8s@pve", comment: "Kubernetes" } },
      ccm: { profile: "kubernetes-ccm", user: { userid: "k8s@pve", email: "ops@x.org" } },
      like: { user: { userid: "k8s@pve" }, acl: [] },
    }),
  );
  const [cluster] = Object.values(clusters);
  const identities = cluster ? identitiesOf("host3", cluster) : [];
  const whole = { userid: "k8s@pve", comment: "Kubernetes", email: "ops@x.org" };
  expect(identities.map(({ access, makesUser }) => [access.user, makesUser])).toEqual([
    [whole, true],
    [whole, false],
    [whole, false],
  ]);
});
