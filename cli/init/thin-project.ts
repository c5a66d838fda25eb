import { devDependencies, name, version } from "../../package.json";

const { cdktf, constructs, typescript, tsx } = devDependencies;

/** What a project needs beside the library, in the versions that this one is tested with. */
const PACKAGE = {
  name: "proxmox-access",
  version: "0.0.0",
  private: true,
  scripts: { synth: "cdktf synth", diff: "cdktf diff", deploy: "cdktf deploy", destroy: "cdktf destroy" },
  dependencies: {
    "@cdktf/provider-local": devDependencies["@cdktf/provider-local"],
    "@cdktf/provider-null": devDependencies["@cdktf/provider-null"],
    cdktf,
    [name]: version,
    constructs,
  },
  devDependencies: {
    "@types/node": devDependencies["@types/node"],
    "cdktf-cli": devDependencies["cdktf-cli"],
    tsx,
    typescript,
  },
};

const TSCONFIG = {
  compilerOptions: { target: "ES2022", module: "node20", strict: true, types: ["node"] },
  files: ["main.ts"],
};

/** What a program imports for the lines below. */
export const PROGRAM_IMPORT = programImport();

/** How a program deploys what cdktf.json describes. */
export const PROGRAM_LINES = [
  'const text = readFileSync("cdktf.json", "utf8");',
  'const configuration = loadConfiguration(app.node.tryGetContext("proxmox"), text);',
  'new ProxmoxBootstrapStack(app, "proxmox-access", configuration);',
];

const MAIN = lines(
  'import { readFileSync } from "node:fs";',
  'import { App } from "cdktf";',
  programImport("tellFaults"),
  "",
  "tellFaults(() => {",
  "  const app = new App();",
  "  // The text too: only there a key that is written twice can be seen.",
  ...PROGRAM_LINES.map((line) => `  ${line}`),
  "  app.synth();",
  "});",
);

/** What a deploy writes here holds secrets, or can be made again. */
const GITIGNORE = `node_modules/
cdktf.out/
.terraform/
# Secrets: the state, and what is written for others.
*.tfstate
*.tfstate.*
*.tfvars
*.env
*-csi.yaml
*-ccm.yaml
# Written anew by each deploy.
proxmox-ca.pem
*.log
`;

/** The files of a project that deploys one cluster, by their names. */
export function thinProject(key: string, cluster: object) {
  const configuration = {
    $schema: `./node_modules/${name}/schema/cdktf.schema.json`,
    language: "typescript",
    app: "npx tsx main.ts",
    sendCrashReports: "false",
    context: { proxmox: { clusters: { [key]: cluster } } },
  };
  return {
    "cdktf.json": json(configuration),
    "main.ts": MAIN,
    "package.json": json(PACKAGE),
    "tsconfig.json": json(TSCONFIG),
    ".gitignore": GITIGNORE,
  };
}

/** Their names, in the order in which they are told. */
export const PROJECT_FILES: readonly string[] = Object.keys(thinProject("", {}));

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A text of lines; as one literal of the bundle, the imports would look like the bundle's own. */
function lines(...all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}

function programImport(...more: readonly string[]): string {
  return `import { ${["ProxmoxBootstrapStack", "loadConfiguration", ...more].join(", ")} } from "${name}";`;
}
