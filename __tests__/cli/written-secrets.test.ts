/** What a deploy writes is found again, for the right cluster only. */
import fc from "fast-check";
import { secretIn } from "../../cli/look/written-secrets";
import { type EnvFlavor, FLAVORS } from "../../configuration";
import { envText } from "../../constructs/private/files/env-text";
import { kubernetesText } from "../../constructs/private/files/kubernetes-text";
import {
  mapOfClusters,
  mapOfTokens,
  oneCluster,
  oneToken,
  quoted,
} from "../../constructs/private/files/tfvars-text";
import { renderTokenFile } from "../../provisioner/token-file";
import { HEADER } from "../../files/own-file";
import { fullTokenid } from "../../pve/spec";

const [SECRET, OTHER] = ["01234567-89ab-cdef-0123-456789abcdef", "fedcba98-7654-3210-fedc-ba9876543210"];
const CLUSTER = { key: "host3", endpoint: "https://host3:8006" };
const CI = { userid: "ci@pve", tokenid: "ci" };
const NUC = { key: "nuc", endpoint: "https://nuc" };

/** Names that PVE takes, with what quoting has to escape. */
const token = fc.record({
  userid: fc.stringMatching(/^[a-z"'\\$%{}.-]{1,12}@pve$/).filter((name) => !/[$%]\{/.test(name)),
  tokenid: fc.constantFrom("ci", "opentofu-token-2"),
});
type Token = Readonly<Record<"userid" | "tokenid", string>>;

/** Each form of file, with both clusters where it has several, by the same name of a token. */
const FORMS: Readonly<Record<string, (token: Token, keys: readonly [string, string]) => string>> = {
  "a map of clusters": (own) => mapOfClusters("proxmox", clusters(own)),
  "one cluster": (own) => oneCluster("proxmox", clusters(own)[0]),
  "tokens beside clusters": (own) => {
    return mapOfClusters("proxmox", bare(own)) + mapOfTokens("proxmox_api_token", clusters(own));
  },
  "a token file": (own) => {
    const tokens = { nuc: `${fullTokenid(own)}=${OTHER}`, host3: `${fullTokenid(own)}=${SECRET}` };
    return renderTokenFile({ variable: "v", shape: "map" }, tokens);
  },
  YAML: (own) =>
    kubernetesText([
      { ...accessOf(own, NUC, OTHER), region: "b" },
      { ...accessOf(own), region: "a" },
    ]),
  ...Object.fromEntries(FLAVORS.map((flavor) => [flavor, (own: Token) => env([flavor], own)])),
  "several tools": (own) => env(["ansible", "packer", "telmate", "bpg"], own),
};

function env(flavors: readonly EnvFlavor[], own: Token): string {
  return envText(flavors, { ...accessOf(own), exportCa: (variable) => `export ${variable}='/ca.pem'\n` });
}

function clusters(own: Token) {
  const each = ({ key, endpoint }: typeof CLUSTER, secret: string) => {
    const apiToken = `${quoted(fullTokenid(own))}=${secret}`;
    return { key, name: key, clusterName: key, endpoint, insecure: false, username: "it's", apiToken };
  };
  return [each(CLUSTER, SECRET), each(NUC, OTHER)] as const;
}

/** Without their tokens. */
function bare(own: Token = CI) {
  const [host3, nuc] = clusters(own);
  const without = ({ apiToken: _, ...cluster }: typeof host3) => cluster;
  return [without(host3), without(nuc)] as const;
}

function accessOf(own: Token, { endpoint } = CLUSTER, secret = SECRET) {
  return { endpoint, insecure: false, sshUsername: "it's", ...own, secret };
}

test.each(Object.entries(FORMS))("%s", (_, form) => {
  fc.assert(
    fc.property(token, (own) => {
      const text = `${HEADER}\n${form(own, ["host3", "nuc"])}`;
      const wanted = { token: own, cluster: CLUSTER, isOnly: false };
      expect(secretIn(text, wanted)).toBe(SECRET);
      expect(secretIn(text, { ...wanted, token: { ...own, tokenid: "other" } })).toBeUndefined();
      const elsewhere = secretIn(text, { ...wanted, cluster: { key: "new", endpoint: "https://new:8006" } });
      expect(elsewhere).toBeUndefined();
    }),
  );
});

test.each<[string, readonly [string, string], boolean]>([
  ["of several clusters", [mapOfClusters("v", bare()), mapOfTokens("t", clusters(CI))], false],
  ["of the only one", [oneCluster("v", bare()[0]), oneToken("t", clusters(CI)[0])], true],
])(
  "tokens beside the clusters %s are for these, also where a cluster of that key is elsewhere now",
  (_, parts, isOnly) => {
    const wanted = { token: CI, cluster: CLUSTER, isOnly };
    const moved = { ...wanted, cluster: { ...CLUSTER, endpoint: "https://elsewhere:8006" } };
    expect([secretIn(parts.join(""), wanted), secretIn(parts.join(""), moved)]).toEqual([SECRET, undefined]);
  },
);

test("the variable of the only token needs no cluster", () => {
  const text = oneToken("proxmox_api_token", clusters(CI)[0]);
  expect(secretIn(text, { token: CI, cluster: CLUSTER, isOnly: true })).toBe(SECRET);
  expect(secretIn(text, { token: CI, cluster: CLUSTER, isOnly: false })).toBeUndefined();
});
