/** The code in the documents, with the packed library: each program compiles and synthesizes, each test passes. */
import path from "node:path";
import { ROOT } from "../../tools/toolchain/paths";
import { CDKTF, CDKTN, Consumer } from "../support/consumer";
import { blocksIn } from "../documents/documents";

type Kind = "program" | "test" | "part" | "types";

/** A program ends with `app.synth()`, a test calls `test`, and a part of a stack needs its `this`; the others are types. */
function kindOf(code: string): Kind {
  if (code.includes("app.synth();")) return "program";
  if (code.includes("\ntest(")) return "test";
  return code.includes("(this,") ? "part" : "types";
}

/** A program around what stands in the constructor of a stack. */
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

const code = blocksIn("ts").map(([name, text], index) => {
  const kind = kindOf(text);
  return { name, kind, text: kind === "part" ? inStack(text) : text, file: `${kind}-${String(index)}` };
});
const ofKind = (...kinds: readonly Kind[]) => code.filter(({ kind }) => kinds.includes(kind));

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
  const [, json = "{}"] =
    blocksIn("json").find(([beside]) => beside.startsWith(`${String(document)},`)) ?? [];
  return { CDKTF_CONTEXT_JSON: JSON.stringify(JSON.parse(json).context ?? {}) };
}

test.each(ofKind("program", "part"))("the program of $name", async ({ file, name }) => {
  expect(await consumer.synthesize(`${file}.js`, contextOf(name))).toContain("resource");
});

test.each(ofKind("test"))("the test of $name", async ({ file }) => {
  const jest = path.join(ROOT, "node_modules", "jest", "bin", "jest.js");
  await consumer.write("jest.config.json", JSON.stringify({ testMatch: [`**/${file}.js`] }));
  // A reader's first run writes the snapshot, also on a machine that calls itself CI.
  await consumer.succeed(process.execPath, [jest, "--ci=false", "--config", "jest.config.json"]);
});

test("the guides install what is tested", () => {
  const [[, manifest]] = blocksIn("jsonc") as [[string, string]];
  const { dependencies } = JSON.parse(manifest.replace(/^\/\/.*$/m, "")) as { dependencies: object };
  expect(dependencies).toMatchObject(CDKTN.dependencies);
});
