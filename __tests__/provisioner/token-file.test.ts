/** Files of tokens that never enter the state. */
import fc from "fast-check";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { HEADER } from "../../files/own-file";
import { writePrivateFile } from "../../files/private-file";
import { runFolder } from "../../provisioner/run-folder";
import { parseTokenFile, renderTokenFile, writeTokenFile } from "../../provisioner/token-file";
import {
  DESCRIPTION_FILE,
  ENVIRONMENT,
  type TokenFileRequest,
  decodeDeployed,
  encode,
  secretFile,
} from "../../pve/spec";
import { FULL_TOKENID as ID, TOKEN } from "../pve/reconcile/objects";
import { mode, provision } from "./bench";

const SECRET = "01234567-89ab-cdef-0123-456789abcdef";
const NEW_SECRET = "fedcba98-89ab-cdef-0123-456789abcdef";
const PATH = "tokens.auto.tfvars";
const REQUEST: TokenFileRequest = {
  construct: "access/tfvars",
  path: PATH,
  variable: "proxmox_api_token",
  shape: "map",
  tokens: ["host3", "nuc"].map((key) => ({ key, fullTokenid: ID })),
};
/** A state that holds the token on both clusters. */
const DEPLOYED = decodeDeployed({
  state: "1",
  ...Object.fromEntries(
    ["host3", "nuc"].flatMap((key) =>
      Object.entries(encode([TOKEN])).map(([name, value]) => [`${key} ${name}`, value]),
    ),
  ),
});

const former = process.cwd();
beforeEach(() => process.chdir(mkdtempSync(join(tmpdir(), "token-file-"))));
afterEach(() => {
  const folder = process.cwd();
  process.chdir(former);
  rmSync(folder, { recursive: true });
});

const write = (change: Partial<TokenFileRequest> = {}) => writeTokenFile({ ...REQUEST, ...change }, DEPLOYED);
const read = () => readFileSync(PATH, "utf8");
const issue = (key: string, secret: string, of = TOKEN.issue ?? "") =>
  writePrivateFile(secretFile(key, of), `${secret}\n`);

/** `delete-token-file` as Terraform calls it; the path is that of the state, and the description names another one if it says so. */
function remove(path = PATH, described = path) {
  const files = [described, "of-others.auto.tfvars"].map((place) => ({ path: place, place, tokens: [] }));
  writeFileSync(DESCRIPTION_FILE, JSON.stringify({ clusters: {}, tokens: [], files, bundles: [], ssh: [] }));
  return provision("delete-token-file", {
    [ENVIRONMENT.request]: JSON.stringify({ ...REQUEST, path: "another.auto.tfvars" }),
    [ENVIRONMENT.triggers]: gzipSync(JSON.stringify({ path })).toString("base64"),
  });
}

describe("the token file", () => {
  it("has the fresh tokens, formatted, for nobody else to read", () => {
    issue("host3", SECRET);
    issue("nuc", NEW_SECRET);
    write();
    expect(read()).toBe(
      `${HEADER}\nproxmox_api_token = {\n  host3 = "${ID}=${SECRET}"\n  nuc   = "${ID}=${NEW_SECRET}"\n}\n`,
    );
    expect(mode(PATH)).toBe("600");
  });

  it("keeps the tokens that were not renewed", () => {
    issue("host3", SECRET);
    issue("nuc", SECRET);
    write();
    rmSync(".run", { recursive: true });
    issue("nuc", NEW_SECRET);
    write();
    expect(Object.fromEntries(parseTokenFile(read()))).toEqual({
      host3: `${ID}=${SECRET}`,
      nuc: `${ID}=${NEW_SECRET}`,
    });
  });

  it("takes no secret of another issue than the state's", () => {
    issue("host3", SECRET, "99");
    issue("nuc", SECRET);
    expect(() => {
      write();
    }).toThrow(/has no secret of opentofu@pve/);
  });

  it("keeps the only token when the shape changes", () => {
    const tokens = REQUEST.tokens.slice(0, 1);
    issue("host3", SECRET);
    write({ tokens, shape: "object" });
    expect(read()).toBe(`${HEADER}\nproxmox_api_token = "${ID}=${SECRET}"\n`);
    rmSync(".run", { recursive: true });
    write({ tokens });
    expect(read()).toContain(`  host3 = "${ID}=${SECRET}"\n`);
    write({ tokens, shape: "object" });
    expect(read()).toBe(`${HEADER}\nproxmox_api_token = "${ID}=${SECRET}"\n`);
  });

  it("does not take an only token for that of one of several clusters", () => {
    issue("nuc", SECRET);
    write({ tokens: REQUEST.tokens.slice(1), shape: "object" });
    runFolder.clear();
    issue("nuc", NEW_SECRET);
    expect(() => {
      write();
    }).toThrow(`${PATH} has no secret of ${ID}, and`);
  });

  it("names every token whose secret is nowhere, and the way on, and is not written", () => {
    issue("host3", SECRET);
    expect(() => {
      write();
    }).toThrow(
      `${PATH} has no secret of ${ID}, and the Terraform state keeps none either. Set another \`token.rotation\``,
    );
    expect(existsSync(PATH)).toBe(false);
    expect(existsSync(secretFile("host3", "11"))).toBe(true);
  });

  it("does not keep the secret of a token with another name", () => {
    issue("host3", SECRET);
    issue("nuc", SECRET);
    write();
    const tokens = REQUEST.tokens.map((entry) => ({ ...entry, fullTokenid: `${ID}-2` }));
    expect(() => {
      write({ tokens });
    }).toThrow(`no secret of ${ID}-2, ${ID}-2`);
  });

  it("leaves a file alone that it did not write, and is not led astray by a link", async () => {
    issue("host3", SECRET);
    issue("nuc", SECRET);
    writeFileSync(PATH, "by hand");
    expect(() => {
      write();
    }).toThrow(/was not written by cdktf-proxmox-access/);
    expect((await remove()).err).toMatch(
      /^Error: access\/tfvars: tokens\.auto\.tfvars exists and was not written by/,
    );
    symlinkSync(PATH, "link");
    expect(() => {
      write({ path: "link" });
    }).toThrow(/symbolic link/);
    expect((await remove("link")).err).toMatch(/symbolic link/);
    expect(read()).toBe("by hand");
  });

  it.each(["", HEADER.slice(0, 20), `${HEADER}\nproxmox_api_tok`])(
    "is written over what a full disk has left of it: %j",
    (left) => {
      writeFileSync(PATH, left);
      issue("host3", SECRET);
      issue("nuc", SECRET);
      write();
      expect(parseTokenFile(read()).size).toBe(2);
    },
  );

  it("is refused at once where something else is, and below a link in the project", async () => {
    issue("host3", SECRET);
    issue("nuc", SECRET);
    execFileSync("mkfifo", ["pipe"]);
    expect(() => {
      write({ path: "pipe" });
    }).toThrow(/pipe is a named pipe, and a file belongs there/);
    expect((await remove("pipe")).err).toMatch(/pipe is a named pipe/);
    mkdirSync("project/cdktf.out/stacks/access", { recursive: true });
    mkdirSync("elsewhere");
    symlinkSync("../elsewhere", "project/link");
    const here = process.cwd();
    process.chdir("project/cdktf.out/stacks/access");
    issue("host3", SECRET);
    issue("nuc", SECRET);
    expect(() => {
      write({ path: `../../../link/${PATH}` });
    }).toThrow(/project\/link is a symbolic link/);
    process.chdir(here);
    expect(readdirSync("elsewhere")).toEqual([]);
  });

  it("is deleted by the path that was deployed, once or twice", async () => {
    writeFileSync(PATH, `${HEADER}\n`);
    expect(await remove()).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^deleted .*tokens\.auto\.tfvars$/),
    });
    expect(existsSync(PATH)).toBe(false);
    expect(await remove()).toEqual({ code: 0, out: "", err: "" });
  });

  it("takes its secrets along to another place, and leaves none when it goes for good", async () => {
    issue("host3", SECRET);
    issue("nuc", NEW_SECRET);
    write();
    const before = read();
    runFolder.clear();
    const other = "other.auto.tfvars";
    expect((await remove(PATH, other)).code).toBe(0);
    expect(existsSync(PATH)).toBe(false);
    write({ path: other });
    expect(readFileSync(other, "utf8")).toBe(before);
    expect(mode(other)).toBe("600");
    runFolder.clear();
    expect((await remove(other)).code).toBe(0);
    expect(runFolder.moved()).toEqual([]);
  });

  it("reads back whatever keys and tokens it is given", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true }),
        (tokens) => {
          const text = renderTokenFile({ variable: "v", shape: "map" }, tokens);
          expect(Object.fromEntries(parseTokenFile(text))).toEqual(tokens);
        },
      ),
    );
  });
});
