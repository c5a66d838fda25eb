/** What an editor says about names, from the packed library: a misspelt one is red, and it offers those that there are. */
import ts from "typescript";
import { releaseFault } from "../../pve/privileges";
import { CDKTF, Consumer } from "../support/consumer";

/** A stack with one name in it. */
const withName = (setting: string) => `
import { TerraformStack, Testing } from "cdktf";
import { ProxmoxCluster, ProxmoxRole } from "cdktf-proxmox-access";
import { accessMatchers } from "cdktf-proxmox-access/testing";

const stack = new TerraformStack(Testing.app(), "lab");
const cluster = new ProxmoxCluster(stack, "host3", { endpoint: "https://host3:8006" });
const asked = { to: "ci@pve", on: "/" };
${setting}
export const unused = [ProxmoxRole, cluster, accessMatchers, asked];
`;
const release = (text: string) =>
  `new ProxmoxCluster(stack, "host4", { endpoint: "https://host4", pveVersion: "${text}" });`;
const role = (settings: string) => `new ProxmoxRole(stack, "role", { cluster, ${settings} });`;
const asking = (privilege: string) =>
  `accessMatchers.toGrantPrivilege.call({}, stack, "${privilege}", asked);`;

let consumer: Consumer;
let file: string;
let code = "";
let version = 0;
let service: ts.LanguageService;

/** TypeScript as an editor runs it, on one file of the consumer. */
beforeAll(async () => {
  consumer = await Consumer.create(CDKTF);
  file = consumer.path("editor.mts");
  const read = (name: string) => (name === file ? code : ts.sys.readFile(name));
  service = ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (name === file ? String(version) : "1"),
    getScriptSnapshot: (name) => {
      const text = read(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => consumer.folder,
    getCompilationSettings: () => ({
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      types: [],
    }),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: read,
  });
});
afterAll(() => consumer.dispose());

function edit(setting: string): void {
  code = withName(setting);
  version += 1;
}

function redIn(setting: string): string[] {
  edit(setting);
  return service
    .getSemanticDiagnostics(file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

function offeredIn(setting: string): string[] {
  edit(setting);
  const place = code.lastIndexOf('""') + 1;
  return service.getCompletionsAtPosition(file, place, {})?.entries.map(({ name }) => name) ?? [];
}

const RELEASES = ["7.0", "8.4", "9.2", "8.4.1", "7.4-17", "9.3"];
const NO_RELEASES = ["9", "9.x", "8.5", "10.0", "6.4", "latest"];

test.each([
  [role('profile: "opentofu-vm"')],
  [role('profile: ["opentofu-vm", "ha"], add: ["Pool.Audit"], remove: ["VM.Monitor"]')],
  [role('privileges: ["VM.Audit"]')],
  ...RELEASES.map((text) => [release(text)]),
  [asking("VM.Clone")],
])("%s is fine", (setting) => {
  expect(redIn(setting)).toEqual([]);
});

test.each<[string, RegExp]>([
  [role('profile: "opentofu-wm"'), /"opentofu-wm"' is not assignable .* Did you mean '"opentofu-vm"'/],
  [role('profile: ["opentofu-wm"]'), /"opentofu-wm"' is not assignable/],
  [role('privileges: ["VM.Audt"]'), /"VM.Audt"' is not assignable .* Did you mean '"VM.Audit"'/],
  [role('add: ["vm.audit"]'), /"vm.audit"' is not assignable/],
  [role('remove: ["VM.Moniter"]'), /"VM.Moniter"' is not assignable/],
  ...NO_RELEASES.map((text): [string, RegExp] => [release(text), /is not assignable/]),
  [asking("VM.Clon"), /"VM.Clon"' is not assignable/],
])("%s is red", (setting, message) => {
  expect(redIn(setting)).toEqual([expect.stringMatching(message)]);
});

test("a release that is fine for an editor is fine for synth, and one that is red is refused", () => {
  expect(RELEASES.filter((text) => releaseFault(text) !== undefined)).toEqual([]);
  expect(NO_RELEASES.filter((text) => releaseFault(text) === undefined)).toEqual([]);
});

test.each([
  [role('profile: ""'), ["opentofu-vm", "plan-readonly", "bootstrapper"]],
  [role('add: [""]'), ["VM.Audit", "Sys.AccessNetwork", "Mapping.Use"]],
  [release(""), ["7.4", "8.4", "9.0", "9.2"]],
  [asking(""), ["VM.Audit"]],
])("an editor offers the names for %s", (setting, names) => {
  expect(offeredIn(setting)).toEqual(expect.arrayContaining([...names]));
});
