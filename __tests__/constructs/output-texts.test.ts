import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { FLAVORS } from "../../configuration";
import { type EnvAccess, envText } from "../../constructs/private/files/env-text";
import { kubernetesText } from "../../constructs/private/files/kubernetes-text";
import { useridFault } from "../../pve/names";

const yaml = jest.requireActual<{ load(text: string): unknown }>("js-yaml");

const SECRET = "0d2d1f6a-3b9e-4a5c-8f71-0123456789ab";
const ACCESS: EnvAccess = {
  exportCa: () => "",
  endpoint: "https://host3:8006",
  insecure: false,
  sshUsername: "root",
  userid: "ci@pve",
  tokenid: "ci-token",
  secret: SECRET,
};

/** Cluster API has a file of its own, as it means something else by the variables of Packer. */
const TOGETHER = FLAVORS.filter((flavor) => flavor !== "cluster-api");

/** Names that PVE takes, with whatever means something to a shell or to Terraform. */
const userid = fc
  .string({ unit: fc.constantFrom(...`ab'"\\$\`{}%()*?<>|&#~=+[]^`.split(/(?:)/)) })
  .map((name) => `x${name}@pve`)
  .filter((name) => useridFault(name) === undefined);

/** The text as Terraform writes it: the signs before a brace are expressions in the description. */
function rendered(text: string): string {
  return text.replace(/\$\{"([$%]+)"\}/g, "$1");
}

/** The variables that a POSIX shell has after reading the file. */
function readByShell(text: string): Record<string, string> {
  const script = `${text}\nenv -0`;
  const output = execFileSync("sh", ["-c", script], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "" },
  });
  return Object.fromEntries(
    output.split("\0").flatMap((line) => {
      const at = line.indexOf("=");
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}

test("a shell reads every variable back as it is, for any name that PVE takes", () => {
  fc.assert(
    fc.property(userid, fc.webUrl({ validSchemes: ["https"] }), (name, url) => {
      const endpoint = new URL(url).origin;
      const variables = readByShell(rendered(envText(TOGETHER, { ...ACCESS, userid: name, endpoint })));
      expect(variables).toMatchObject({
        PROXMOX_VE_ENDPOINT: endpoint,
        PROXMOX_VE_API_TOKEN: `${name}!ci-token=${SECRET}`,
        PROXMOX_VE_INSECURE: "false",
        PM_API_URL: `${endpoint}/api2/json`,
        PM_API_TOKEN_ID: `${name}!ci-token`,
        PM_API_TOKEN_SECRET: SECRET,
        PROXMOX_USER: name,
        PROXMOX_TOKEN_ID: "ci-token",
        PROXMOX_TOKEN_SECRET: SECRET,
        PROXMOX_VALIDATE_CERTS: "true",
        PROXMOX_USERNAME: `${name}!ci-token`,
        PROXMOX_TOKEN: SECRET,
      });
    }),
    { numRuns: 40 },
  );
});

test("Cluster API's file names the token by its id, and its secret apart", () => {
  const variables = readByShell(rendered(envText(["cluster-api"], ACCESS)));
  expect(variables).toMatchObject({
    PROXMOX_URL: "https://host3:8006",
    PROXMOX_TOKEN: "ci@pve!ci-token",
    PROXMOX_SECRET: SECRET,
    PROXMOX_INSECURE: "false",
  });
});

test("a YAML parser reads every cluster back as it is", () => {
  const region = fc.string({ unit: "grapheme" }).filter((text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text));
  fc.assert(
    fc.property(fc.array(fc.record({ userid, region }), { minLength: 1, maxLength: 3 }), (entries) => {
      const text = rendered(kubernetesText(entries.map((entry) => ({ ...ACCESS, ...entry }))));
      expect(yaml.load(text)).toEqual({
        clusters: entries.map((entry) => ({
          url: "https://host3:8006/api2/json",
          insecure: false,
          token_id: `${entry.userid}!ci-token`,
          token_secret: SECRET,
          region: entry.region,
        })),
      });
    }),
  );
});

test("a variable file names the host and the port apart where the tool wants them so", () => {
  const text = envText(["ansible"], { ...ACCESS, endpoint: "https://host3" });
  expect(text).toContain("export PROXMOX_HOST='host3'\nexport PROXMOX_PORT='443'\n");
});
