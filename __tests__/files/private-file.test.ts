import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ensurePrivate,
  openPrivateFile,
  removeTemporaryFiles,
  writePrivateFile,
} from "../../files/private-file";
import { readIfThere } from "../../files/read";
import { readSecretFile, removeFolder } from "../../files/secret-folder";

const start = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "private-"));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(start);
});

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe("a file that only its owner reads", () => {
  it("is 0600 in folders of 0700, and nothing else stays", () => {
    writePrivateFile(".secrets/host3/one", "secret");
    expect(readFileSync(".secrets/host3/one", "utf8")).toBe("secret");
    expect([mode(".secrets"), mode(".secrets/host3"), mode(".secrets/host3/one")]).toEqual([
      "700",
      "700",
      "600",
    ]);
    expect(readdirSync(".secrets/host3")).toEqual(["one"]);
  });

  it("replaces a file with other permissions", () => {
    writeFileSync("one", "old", { mode: 0o644 });
    writePrivateFile("one", "new");
    expect([readFileSync("one", "utf8"), mode("one")]).toEqual(["new", "600"]);
  });

  it("is written neither through a link nor below one", () => {
    writeFileSync("victim", "untouched");
    symlinkSync("victim", "link");
    expect(() => {
      writePrivateFile("link", "secret");
    }).toThrow(/symbolic link/);
    mkdirSync("elsewhere");
    symlinkSync("elsewhere", ".secrets");
    expect(() => {
      writePrivateFile(".secrets/host3/one", "secret");
    }).toThrow(/symbolic link/);
    expect(readFileSync("victim", "utf8")).toBe("untouched");
    expect(readdirSync("elsewhere")).toEqual([]);
  });

  it("is not written where something else is, and that is said before there is a secret", () => {
    mkdirSync("folder");
    execFileSync("mkfifo", ["pipe"]);
    expect(() => openPrivateFile("folder")).toThrow(/folder is a folder, and a file belongs there/);
    expect(() => openPrivateFile("pipe")).toThrow(/pipe is a named pipe, and a file belongs there/);
  });

  it("takes the folders below the working directory from others, and leaves those above alone", () => {
    mkdirSync("above");
    chmodSync("above", 0o755);
    for (const open of [".secrets", ".secrets/host3", "stack"]) {
      mkdirSync(open);
      chmodSync(open, 0o777);
    }
    writePrivateFile(".secrets/host3/one", "secret");
    expect([mode(".secrets"), mode(".secrets/host3")]).toEqual(["700", "700"]);
    process.chdir("stack");
    writePrivateFile("../above/one", "secret");
    process.chdir("..");
    expect([mode("stack"), mode("above")]).toEqual(["777", "755"]);
  });

  it("is not kept in a folder that another user has left open", () => {
    mkdirSync("theirs");
    chmodSync("theirs", 0o777);
    // Only root can give a folder away; for others, there is one of root's.
    if (process.getuid?.() === 0) chownSync("theirs", 1, 1);
    else process.chdir("/");
    const theirs = process.cwd() === "/" ? "tmp" : "theirs";
    expect(() => {
      writePrivateFile(`${theirs}/one`, "secret");
    }).toThrow(/belongs to another user/);
  });

  it("is written behind a link above, which is the user's choice", () => {
    mkdirSync("elsewhere");
    mkdirSync("stack");
    symlinkSync("elsewhere", "link");
    const path = join(process.cwd(), "link/one");
    process.chdir("stack");
    writePrivateFile(path, "secret");
    process.chdir("..");
    expect(readFileSync("elsewhere/one", "utf8")).toBe("secret");
  });

  it("leaves the former content when it is given up or interrupted", () => {
    writeFileSync("one", "old");
    openPrivateFile("one").discard();
    const interrupted = openPrivateFile("one");
    removeTemporaryFiles();
    expect(readdirSync(".")).toEqual(["one"]);
    expect(readFileSync("one", "utf8")).toBe("old");
    interrupted.discard();
  });

  it("clears away what a killed process left, and spares a living one's", () => {
    const alive = `.one.${String(process.pid)}.abcdef.tmp`;
    writeFileSync(".one.999999999.abcdef.tmp", "half a secret");
    writeFileSync(alive, "");
    writePrivateFile("one", "secret");
    expect(readdirSync(".").sort()).toEqual([alive, "one"].sort());
  });
});

describe("a state file", () => {
  it("is made 0600 before there is a secret, and keeps its content", () => {
    writeFileSync("state", "{}", { mode: 0o644 });
    chmodSync("state", 0o644);
    ensurePrivate("state");
    ensurePrivate("new/state.backup");
    expect([mode("state"), readFileSync("state", "utf8")]).toEqual(["600", "{}"]);
    expect([mode("new/state.backup"), readFileSync("new/state.backup", "utf8")]).toEqual(["600", ""]);
  });
});

describe("a folder of secrets", () => {
  it("gives a file's content and is removed whole", () => {
    writePrivateFile(".secrets/a/one", "text\n");
    writeFileSync(".secrets/a/.one.1.ab.tmp", "unfinished");
    expect(readSecretFile(".secrets/a/one")).toBe("text");
    removeFolder(".secrets/a");
    expect(readSecretFile(".secrets/a/one")).toBeUndefined();
    expect(readdirSync(".secrets")).toEqual([]);
    removeFolder(".secrets/a");
  });

  it("is not read where something waits for ever", () => {
    execFileSync("mkfifo", ["pipe"]);
    expect(() => readSecretFile("pipe")).toThrow(/pipe is a named pipe/);
    expect(() => readIfThere("pipe")).toThrow(/pipe is a named pipe/);
    expect(() => readIfThere("/dev/zero")).toThrow("/dev/zero is a device, and a file belongs there.");
  });

  it("is neither read nor removed through a link", () => {
    mkdirSync("elsewhere");
    writeFileSync("elsewhere/one", "theirs");
    symlinkSync("elsewhere", "link");
    expect(() => readSecretFile("link/one")).toThrow(/symbolic link/);
    expect(() => {
      removeFolder("link");
    }).toThrow(/symbolic link/);
    expect(readdirSync("elsewhere")).toEqual(["one"]);
  });
});
