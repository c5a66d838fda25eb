import { P, one, refuses, two } from "./support";

refuses([
  ["an empty path", one({}, { tfvars: { path: "" } }), [`${P}.tfvars.path: is empty`]],
  ["a home folder", one({}, { tfvars: { path: "~/x.tfvars" } }), [/tfvars\.path: .*only a shell expands/]],
  ["a folder", one({}, { tfvars: { path: "out/" } }), [/tfvars\.path: .*is a folder/]],
  ["a JSON file", one({}, { tfvars: { path: "x.tfvars.json" } }), [/tfvars\.path: .*HCL/]],
  ["a variable that is none", one({}, { tfvars: { variable: "1a" } }), [/tfvars\.variable: "1a" is no name/]],
  ["a variable of Terraform", one({}, { tfvars: { variable: "version" } }), [/keeps for itself/]],
  [
    "one shape for two clusters",
    two({ shape: "object" }),
    [/tfvars\.shape: "object" shows exactly one cluster, and 2/],
  ],
  [
    "a split object for two",
    two({ shape: "split", splitShape: "object" }),
    [/tfvars\.splitShape: "object" shows/],
  ],
  [
    "tokens outside, in the map",
    one({}, { tfvars: { shape: "map", secret: "file" } }),
    [/tfvars\.shape: cannot hold tokens/],
  ],
  [
    "a split of nothing",
    one({}, { tfvars: { splitShape: "map" } }),
    [/tfvars\.splitShape: counts with shape "split" only/],
  ],
  ["a backend without a type", one({}, { backend: {} }), [`${P}.backend.type: is missing`]],
  [
    "credentials for the state",
    one({}, { backend: { type: "s3", config: { secret_key: "x", assume_role: { token: "y" } } } }),
    [
      /backend\.config\.assume_role\.token: is a credential/,
      /backend\.config\.secret_key: is a credential.*AWS_SECRET_ACCESS_KEY/,
    ],
  ],
  [
    "a login in an address",
    one({}, { backend: { type: "http", config: { address: "https://u:p@h" } } }),
    [/TF_HTTP_PASSWORD/],
  ],
  [
    "a password in an address, without a user",
    one({}, { backend: { type: "http", config: { address: "https://:p@h" } } }),
    [/TF_HTTP_PASSWORD/],
  ],
  [
    "a null for a backend",
    one({}, { backend: { type: "http", config: { a: null } } }),
    [/backend\.config\.a: is null/],
  ],
  [
    "a migration that there is not",
    one({}, { stateEncryption: { migrate: "plain" } }),
    [/stateEncryption\.migrate: must be one of "from-plain", "to-plain"/],
  ],
  [
    "a new passphrase in the variable of the former one",
    one({}, { stateEncryption: { formerPassphraseVariable: "state_passphrase" } }),
    [/stateEncryption\.formerPassphraseVariable: is passphraseVariable too; .*a variable of another name/],
  ],
  [
    "two migrations at once",
    one({}, { stateEncryption: { formerPassphraseVariable: "former", migrate: "to-plain" } }),
    [/stateEncryption\.migrate: and formerPassphraseVariable are two migrations/],
  ],
  ["encryption that is a number", one({}, { stateEncryption: 1 }), [/stateEncryption: must be true, or/]],
]);

describe("a file with identities alone", () => {
  refuses([
    [
      "has no cluster to show as an object",
      one({ identities: { plan: {} } }, { tfvars: { shape: "object" } }),
      [/tfvars\.shape: "object" shows exactly one cluster, and 0 would be in the file/],
    ],
  ]);
});
