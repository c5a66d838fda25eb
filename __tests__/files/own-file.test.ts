import { execFileSync } from "node:child_process";
import {
  chownSync,
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { HEADER, isOurs, prepareOwnFile } from "../../files/own-file";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "own-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, name);
const prepare = (name: string) => () => prepareOwnFile(name, folder);
const mode = (name: string) => (statSync(path(name)).mode & 0o777).toString(8);

describe("a text is ours", () => {
  it("when it has our header, wherever a full disk has cut it short", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(HEADER.length + 20), (rest, length) => {
        expect(isOurs(`${HEADER}\n${rest}`.slice(0, length))).toBe(true);
      }),
    );
  });

  it.each(["", "\n", " \n\n", `${HEADER.slice(0, 9)}\n`])("when nothing is lost with it: %j", (text) => {
    expect(isOurs(text)).toBe(true);
  });

  it.each(["x", "# ours", `\n${HEADER}`, "\n".repeat(HEADER.length + 1), `${HEADER.slice(0, -1)}!`])(
    "and not otherwise: %j",
    (text) => {
      expect(isOurs(text)).toBe(false);
    },
  );
});

describe("the place of a file", () => {
  it("is ready when nothing is there, and a private file of ours is left as it is", () => {
    prepare("a/b")();
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(path("a"), HEADER, { mode: 0o600 });
    const { ino } = statSync(path("a"));
    prepare("a")();
    expect(statSync(path("a")).ino).toBe(ino);
  });

  it("is taken from others, also from one who has the file open", () => {
    writeFileSync(path("a"), `${HEADER}\nx`, { mode: 0o644 });
    const reader = openSync(path("a"), "r");
    prepare("a")();
    expect([mode("a"), readFileSync(path("a"), "utf8")]).toEqual(["600", `${HEADER}\nx`]);
    writeFileSync(path("a"), "secret");
    expect(readFileSync(reader, "utf8")).toBe(`${HEADER}\nx`);
    closeSync(reader);
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("is cut off from another name of the file", () => {
    writeFileSync(path("a"), HEADER, { mode: 0o600 });
    linkSync(path("a"), path("b"));
    prepare("a")();
    writeFileSync(path("a"), "secret");
    expect(readFileSync(path("b"), "utf8")).toBe(HEADER);
  });

  // Only root can give a file away, and only root writes into one that nobody else may read.
  (process.getuid?.() === 0 ? it : it.skip)(
    "is refused where another user could read what is written",
    () => {
      writeFileSync(path("a"), HEADER, { mode: 0o600 });
      chownSync(path("a"), 65534, 65534);
      expect(prepare("a")).toThrow(`${path("a")} belongs to another user (uid 65534), who could read`);
    },
  );

  it("is refused where somebody else's file is, which stays as it is", () => {
    writeFileSync(path("a"), `${" ".repeat(HEADER.length)}precious`, { mode: 0o644 });
    expect(prepare("a")).toThrow("a exists and was not written by cdktf-proxmox-access. Move it away");
    expect([mode("a"), readFileSync(path("a"), "utf8").trim()]).toEqual(["644", "precious"]);
  });

  it.each([
    ["a folder", () => mkdirSync(path("a"))],
    ["a named pipe", () => execFileSync("mkfifo", [path("a")])],
  ])("is refused at once where %s is", (kind, make) => {
    make();
    expect(prepare("a")).toThrow(`${path("a")} is ${kind}, and a file belongs there. Move it away.`);
  });

  it("is refused where a device is", () => {
    expect(prepare("/dev/null")).toThrow("/dev/null is a device, and a file belongs there.");
  });

  it.each(["link", "link/a", "link/b/a", "sub/../link/a"])("is refused through a link: %s", (name) => {
    mkdirSync(path("elsewhere"));
    symlinkSync("elsewhere", path("link"));
    expect(prepare(name)).toThrow(`${path("link")} is a symbolic link`);
  });

  it("is refused behind a link that an absolute path names, or one that leads upwards first", () => {
    mkdirSync(path("project"));
    symlinkSync("nowhere", path("link"));
    symlinkSync("nowhere", path("project/link"));
    const prepareIn = (name: string) => () => prepareOwnFile(name, path("project"));
    expect(prepareIn(path("project/link/a"))).toThrow("project/link is a symbolic link");
    expect(prepareIn("../link/a")).toThrow(`${path("link")} is a symbolic link`);
  });
});
