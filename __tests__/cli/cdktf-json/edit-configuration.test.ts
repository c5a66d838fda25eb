import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Edit, editConfiguration } from "../../../cli/cdktf-json";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "edit-"));
  file = join(folder, "cdktf.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const ROTATION = ["clusters", "host3", "token", "rotation"];
const KEEP = ["clusters", "host3", "token", "keep", -1];

/** A project's file around the text of its clusters. */
function around(clusters: string): string {
  return `{\n  "app": "tsx main.ts",\n  "context": {\n    "proxmox": {\n      "clusters": ${clusters}\n    }\n  }\n}\n`;
}

function edited(text: string, ...edits: readonly Edit[]): string {
  writeFileSync(file, text);
  editConfiguration(file, text, edits);
  return readFileSync(file, "utf8");
}

test.each<[string, string, readonly Edit[], string]>([
  [
    "a value that is there",
    `{ "host3":   {"endpoint":"https://a:8006","token":{ "rotation":"1" } } }`,
    [{ path: ROTATION, value: "2" }],
    `{ "host3":   {"endpoint":"https://a:8006","token":{ "rotation":"2" } } }`,
  ],
  [
    "one more in an object on one line",
    `{ "host3": { "endpoint": "https://a:8006" }, "b": { "endpoint": "https://b:8006" } }`,
    [{ path: ROTATION, value: "2" }],
    `{ "host3": { "endpoint": "https://a:8006", "token": { "rotation": "2" } }, "b": { "endpoint": "https://b:8006" } }`,
  ],
  [
    "one more on a line of its own, beside a line that is written in another way",
    `{\n\t"host3": {\n\t\t"endpoint": "https://a:8006",\n\t\t"acl": ["/vms","/pool"]\n\t\t}\n}`,
    [{ path: ROTATION, value: "2" }],
    `{\n\t"host3": {\n\t\t"endpoint": "https://a:8006",\n\t\t"acl": ["/vms","/pool"],\n\t\t"token": {\n\t\t\t"rotation": "2"\n\t\t}\n\t\t}\n}`,
  ],
  [
    "one more in an empty object",
    `{ "host3": { "endpoint": "https://a:8006", "token": {} } }`,
    [{ path: ROTATION, value: 2 }],
    `{ "host3": { "endpoint": "https://a:8006", "token": { "rotation": 2 } } }`,
  ],
  [
    "entries of a list: the first one, and one more on a line",
    `{ "host3": { "endpoint": "https://a:8006", "token": { "rotation": "5" } } }`,
    [
      { path: KEEP, value: "3" },
      { path: KEEP, value: "4" },
    ],
    `{ "host3": { "endpoint": "https://a:8006", "token": { "rotation": "5", "keep": ["3", "4"] } } }`,
  ],
  [
    "an entry of a list on lines",
    `{ "host3": { "endpoint": "https://a:8006", "token": { "rotation": "5", "keep": [\n  "3"\n] } } }`,
    [{ path: KEEP, value: "4" }],
    `{ "host3": { "endpoint": "https://a:8006", "token": { "rotation": "5", "keep": [\n  "3",\n  "4"\n] } } }`,
  ],
  [
    "a cluster",
    `{\n        "host3": { "endpoint": "https://a:8006" }\n      }`,
    [{ path: ["clusters", "b"], value: { endpoint: "https://b:8006", acl: ["/vms"] } }],
    `{\n        "host3": { "endpoint": "https://a:8006" },\n        "b": {\n          "endpoint": "https://b:8006",\n          "acl": [\n            "/vms"\n          ]\n        }\n      }`,
  ],
])("%s: everything else stays as it is written", (_, before, edits, after) => {
  expect(edited(around(before), ...edits)).toBe(around(after));
});

test("the first cluster of all", () => {
  const edit = { path: ["clusters", "a"], value: { endpoint: "https://a:8006" } };
  expect(edited("{}\n", edit)).toBe(
    `{ "context": { "proxmox": { "clusters": { "a": { "endpoint": "https://a:8006" } } } } }\n`,
  );
});

test("line ends and a byte order mark stay", () => {
  const before = `\uFEFF${around(`{\n        "host3": {\n          "endpoint": "https://a:8006"\n        }\n      }`)}`;
  const windows = before.replaceAll("\n", "\r\n");
  const after = edited(windows, { path: ROTATION, value: "2" });
  expect(after).toMatch(/^\uFEFF\{\r\n/);
  expect(after.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  expect(after).toContain(`8006",\r\n          "token": {\r\n            "rotation": "2"\r\n          }\r\n`);
});

const VALID = around(`{ "host3": { "endpoint": "https://a:8006" } }`);

test("what the configuration's check refuses is not written, and its fault has its place", () => {
  writeFileSync(file, VALID);
  expect(() => editConfiguration(file, VALID, [{ path: ROTATION, value: " " }])).toThrow(
    /^With this change, cdktf\.json has a fault[^]*context\.proxmox\.clusters\.host3\.token\.rotation: is empty/,
  );
  expect(readFileSync(file, "utf8")).toBe(VALID);
});

test("where a list stands for an object, the file is left as it is, and the place is named", () => {
  const listed = around("[]");
  writeFileSync(file, listed);
  const edit = { path: ["clusters", "a"], value: { endpoint: "https://a:8006" } };
  expect(() => editConfiguration(file, listed, [edit])).toThrow(/no room at context\.proxmox\.clusters,/);
  expect(readFileSync(file, "utf8")).toBe(listed);
});

test("what somebody else has written meanwhile is not overwritten", () => {
  const theirs = VALID.replace("https://a", "https://theirs");
  writeFileSync(file, theirs);
  expect(() => editConfiguration(file, VALID, [{ path: ROTATION, value: "2" }])).toThrow(
    /cdktf\.json was changed meanwhile, and is left as it is/,
  );
  expect(readFileSync(file, "utf8")).toBe(theirs);
  expect(readdirSync(folder)).toEqual(["cdktf.json"]);
});

test.each([0o644, 0o600, 0o664])("the file keeps its mode %o", (mode) => {
  writeFileSync(file, VALID);
  chmodSync(file, mode);
  editConfiguration(file, VALID, [{ path: ROTATION, value: "2" }]);
  expect(statSync(file).mode & 0o777).toBe(mode);
  expect(readFileSync(file, "utf8")).toContain(`"rotation": "2"`);
});

test("behind a link the file is changed that it leads to, and the link stays", () => {
  const real = join(folder, "real.json");
  writeFileSync(real, VALID);
  symlinkSync("real.json", file);
  editConfiguration(file, VALID, [{ path: ROTATION, value: "2" }]);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, "utf8")).toContain(`"rotation": "2"`);
  expect(readdirSync(folder).sort()).toEqual(["cdktf.json", "real.json"]);
});
