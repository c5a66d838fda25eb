/** The code in the README and the guides: each program compiles and synthesizes, each configuration is accepted. */
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { Testing } from "cdktf";
import { ROOT } from "../../tools/toolchain/paths";
import { CDKTF, CDKTN, Consumer } from "../support/consumer";
import { stackOf } from "../support/synth";

const GUIDES = path.join(ROOT, "docs", "guides");
const guides = readdirSync(GUIDES).map(
  (name) => [name, readFileSync(path.join(GUIDES, name), "utf8")] as const,
);

const readme = ["README.md", readFileSync(path.join(ROOT, "README.md"), "utf8")] as const;

function blocks(language: string, documents = guides): [name: string, code: string][] {
  return documents.flatMap(([name, text]) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
      ([, code = ""], index): [string, string] => [`${name}, ${language} ${String(index + 1)}`, code],
    ),
  );
}

/** The README shows what stands in the constructor of a stack. */
function inStack(code: string): string {
  const [, imports = "", body = ""] = /^((?:import [^\n]*\n)+)(.*)$/s.exec(code) ?? [];
  return `import { App, TerraformStack } from "cdktf";
${imports}
class TeamStack extends TerraformStack {
  public constructor(app: App) {
    super(app, "team");
${body}
  }
}
const app = new App();
new TeamStack(app);
app.synth();
`;
}

const isProgram = (code: string) => code.includes("app.synth();");
const ofReadme = blocks("ts", [readme]).map(([name, text]): [string, string] => [name, inStack(text)]);
const code = [...ofReadme, ...blocks("ts")].map(([name, text], index) => {
  const file = `${isProgram(text) ? "program" : "test"}-${String(index)}`;
  return { name, text, file };
});

let consumer: Consumer;

beforeAll(async () => {
  consumer = await Consumer.create(CDKTF);
  for (const { file, text } of code) await consumer.write(`${file}.ts`, text);
  const sources = code.map(({ file }) => `${file}.ts`);
  await consumer.compile({ module: "node20", types: ["node", "jest"] }, ...sources);
});
afterAll(() => consumer.dispose());

/** What the command line of cdktf hands over of the cdktf.json that stands in the same document. */
function contextOf(name: string): NodeJS.ProcessEnv {
  const [document] = name.split(",");
  const [, json = "{}"] = blocks("json").find(([beside]) => beside.startsWith(`${String(document)},`)) ?? [];
  return { CDKTF_CONTEXT_JSON: JSON.stringify(JSON.parse(json).context ?? {}) };
}

test.each(code.filter(({ text }) => isProgram(text)))("the program of $name", async ({ file, name }) => {
  expect(await consumer.synthesize(`${file}.js`, contextOf(name))).toContain("resource");
});

test.each(code.filter(({ text }) => !isProgram(text)))("the test of $name", async ({ file }) => {
  const jest = path.join(ROOT, "node_modules", "jest", "bin", "jest.js");
  await consumer.write("jest.config.json", JSON.stringify({ testMatch: [`**/${file}.js`] }));
  // A reader's first run writes the snapshot, also on a machine that calls itself CI.
  await consumer.succeed(process.execPath, [jest, "--ci=false", "--config", "jest.config.json"]);
});

test.each(blocks("json"))("the configuration of %s", (_, code) => {
  const { context } = JSON.parse(code) as { context: { proxmox: unknown } };
  expect(Testing.synth(stackOf(context.proxmox))).toContain("null_resource");
});

test("the guides install what is tested", () => {
  const [[, manifest]] = blocks("jsonc") as [[string, string]];
  const { dependencies } = JSON.parse(manifest.replace(/^\/\/.*$/m, "")) as { dependencies: object };
  expect(dependencies).toMatchObject(CDKTN.dependencies);
});
