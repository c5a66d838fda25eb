import { H, P, one, refuses, withIdentities } from "./support";

refuses([
  ["nothing", undefined, [`${P}: is missing`]],
  ["a list", [], [`${P}: must be an object`]],
  ["no clusters", {}, [`${P}.clusters: is missing`]],
  ["empty clusters", { clusters: {} }, [`${P}.clusters: is empty`]],
  ["no endpoint", { clusters: { host3: {} } }, [`${H}.endpoint: is missing`]],
  ["null", one({ user: null }), [`${H}.user: must be an object`]],
  ["a number for text", one({ user: { userid: 1 } }), [`${H}.user.userid: must be text`]],
  [
    "an unknown key",
    one({ user: { usrid: "a@pve" } }),
    [`${H}.user.usrid: is no setting; did you mean userid?`],
  ],
  [
    "an unknown key in a list",
    one({ acl: [{ pth: "/" }] }),
    [`${H}.acl[0].pth: is no setting; did you mean path?`],
  ],
  ["an odd key", one({ "a.b": 1 }), [`${H}["a.b"]: is no setting`]],
  [
    "a password",
    one({ password: "hunter22" }),
    [`${H}.password: is no setting; a login is read from PROXMOX_VE_`],
  ],
  [
    "a misspelt word",
    one({ reconcile: "allways" }),
    [`${H}.reconcile: must be one of "on-change", "always"; did you mean always?`],
  ],
  [
    "a CA that is not used",
    one({ insecure: true, caFile: "ca.pem" }),
    [`${H}.insecure: switches off what caFile would verify`],
  ],
  ["a SHA-1 fingerprint", one({ fingerprint: "AB".repeat(20) }), [/fingerprint: is a SHA-1 fingerprint/]],
  ["a short fingerprint", one({ fingerprint: "AB:CD" }), [/fingerprint: is no SHA-256 fingerprint/]],
  ["half a version", one({ pveVersion: "9" }), [/pveVersion: "9" does not say which release.*"9\.2"/]],
  ["a version as a number", one({ pveVersion: 9 }), [`${H}.pveVersion: must be text; write "9.2"`]],
  [
    "a version to come",
    one({ pveVersion: "10.0" }),
    [/pveVersion: "10\.0" is newer than PVE 9.*leave it out/],
  ],
  ["a version of old", one({ pveVersion: "6.4" }), [/pveVersion: "6\.4" is older than PVE 7\.0/]],
  [
    "several privileges in one text",
    one({ role: { privileges: "VM.Audit,VM.Clone", add: ["VM.Audit VM.Clone"] } }),
    [
      /role\.add: cannot stand beside/,
      /role\.add\[0\]: "VM\.Audit VM\.Clone" is several in one text; write "VM\.Audit", "VM\.Clone"/,
      `${H}.role.privileges: must be a list: ["VM.Audit", "VM.Clone"]`,
    ],
  ],
  [
    "several profiles in one text",
    one({ role: { profile: "opentofu-vm,image-download" } }),
    [/profile: "opentofu-vm,image-download" is several in one text; write "opentofu-vm", "image-download"/],
  ],
  [
    "a part of a profile's name",
    one({ role: { profile: "talos" } }),
    [/profile: "talos" is no profile; did you mean opentofu-talos\?/],
  ],
  [
    "a misspelt parameter",
    one({ parameters: { pools: "lab" } }),
    [/parameters\.pools: is no setting; did you mean pool\?/],
  ],
  [
    "a list of clusters",
    { clusters: [] },
    [`${P}.clusters: must be an object and not a list: { "name": … }`],
  ],
  ["a number for a text", one({ user: { comment: 5 } }), [/comment: must be text, in quotes: "5"/]],
  ["a node with its domain", one({ nodeName: "host3.example.org" }), [/nodeName: .*did you mean host3\?/]],
]);

describe("a misspelt setting is known at every place", () => {
  refuses([
    ["the top", one({}, { tfvar: {} }), [/tfvar: is no setting; did you mean tfvars\?/]],
    ["a cluster", one({ insecur: true }), [/insecur: is no setting; did you mean insecure\?/]],
    ["a token", one({ token: { rotatoin: 1 } }), [/rotatoin: is no setting; did you mean rotation\?/]],
    ["parameters", one({ parameters: { pools: "lab" } }), [/pools: is no setting; did you mean pool\?/]],
    ["the backend", one({}, { backend: { type: "s3", confg: {} } }), [/confg: .* did you mean config\?/]],
    [
      "encryption",
      one({}, { stateEncryption: { passphrasVariable: "x" } }),
      [/did you mean passphraseVariable\?/],
    ],
    [
      "a file",
      withIdentities({ a: { outputs: { env: { flavour: "bpg" } } } }),
      [/flavour: .* did you mean flavor\?/],
    ],
    [
      "nothing near",
      one({ token: { x: 1 } }),
      [/token\.x: is no setting; there are tokenid, privilegeSeparation/],
    ],
  ]);
});
