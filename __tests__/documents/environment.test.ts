import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../tools/toolchain/paths";
import { DOCUMENTS } from "./documents";

test("docs/environment.md has every variable of a login and of a connection", () => {
  const source = readFileSync(path.join(ROOT, "pve", "names", "variables.ts"), "utf8");
  const [type = ""] = /export type Setting =[^;]*;/.exec(source) ?? [];
  const settings = [...type.matchAll(/"([A-Z_]+)"/g)].map(([, name = ""]) => name);
  const page = DOCUMENTS.get("docs/environment.md") ?? "";
  expect(settings.length).toBeGreaterThan(10);
  const isThere = (name: string) =>
    ["…", "<KEY>"].some((before) => new RegExp(`${before}_${name}\\b`).test(page));
  expect(settings.filter((name) => !isThere(name))).toEqual([]);
});
