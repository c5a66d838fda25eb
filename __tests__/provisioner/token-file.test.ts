import fc from "fast-check";
import { existsSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePrivateFile } from "../../files/private-file";
import { run } from "../../provisioner/run";
import { parseTokenFile, renderTokenFile } from "../../provisioner/token-file";
import { ENVIRONMENT, type TokenFileRequest } from "../../pve/spec";

const HEADER = "# Written by cdktf-proxmox-access. Changes are lost.";
const SECRET = "01234567-89ab-cdef-0123-456789abcdef";
const NEW_SECRET = "fedcba98-89ab-cdef-0123-456789abcdef";
const ID = "opentofu@pve!opentofu-token";

let folder: string;
let request: TokenFileRequest;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "token-file-"));
  request = {
    construct: "access/tfvars",
    path: join(folder, "tokens.auto.tfvars"),
    variable: "proxmox_api_token",
    shape: "map",
    header: HEADER,
    tokens: ["host3", "nuc"].map((key) => ({ key, fullTokenid: ID, secretFolder: join(folder, key) })),
  };
});

async function call(command: string, change: Partial<TokenFileRequest> = {}) {
  const lines: string[] = [];
  const files = request.tokens.map(({ key }) => [key, join(folder, key, "1")]);
  const environment = {
    [ENVIRONMENT.request]: JSON.stringify({ ...request, ...change }),
    [ENVIRONMENT.self]: JSON.stringify({ path: request.path }),
    [ENVIRONMENT.secretFile]: JSON.stringify(Object.fromEntries(files)),
  };
  const write = (line: string) => lines.push(line);
  const code = await run(command, environment, { out: write, error: write });
  return { code, said: lines.join("\n") };
}

async function issue(key: string, secret: string): Promise<void> {
  await writePrivateFile(join(folder, key, "1"), `${secret}\n`);
}

describe("the token file", () => {
  it("has the fresh tokens, formatted, 0600, and takes them out of the secret folders", async () => {
    await issue("host3", SECRET);
    await issue("nuc", NEW_SECRET);
    expect(await call("write token-file")).toMatchObject({ code: 0 });
    expect(readFileSync(request.path, "utf8")).toBe(
      `${HEADER}\nproxmox_api_token = {\n  host3 = "${ID}=${SECRET}"\n  nuc   = "${ID}=${NEW_SECRET}"\n}\n`,
    );
    expect(statSync(request.path).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, "host3"))).toBe(false);
  });

  it("keeps the tokens that were not renewed", async () => {
    await issue("host3", SECRET);
    await issue("nuc", SECRET);
    await call("write token-file");
    await issue("nuc", NEW_SECRET);
    expect(await call("write token-file")).toMatchObject({ code: 0 });
    const tokens = Object.fromEntries(parseTokenFile(readFileSync(request.path, "utf8")));
    expect(tokens).toEqual({ host3: `${ID}=${SECRET}`, nuc: `${ID}=${NEW_SECRET}` });
  });

  it("keeps the only token when the shape changes", async () => {
    const tokens = request.tokens.slice(0, 1);
    await issue("host3", SECRET);
    await call("write token-file", { tokens, shape: "object" });
    expect(readFileSync(request.path, "utf8")).toBe(`${HEADER}\nproxmox_api_token = "${ID}=${SECRET}"\n`);
    await call("write token-file", { tokens });
    expect(readFileSync(request.path, "utf8")).toContain(`  host3 = "${ID}=${SECRET}"\n`);
  });

  it("names every token whose secret is nowhere, and the way on", async () => {
    await issue("host3", SECRET);
    const { code, said } = await call("write token-file");
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(/has no secret of opentofu@pve.*token\.rotation/),
    });
    expect(existsSync(join(folder, "host3"))).toBe(true);
  });

  it("does not take the secret of a token with another name", async () => {
    await issue("host3", SECRET);
    await issue("nuc", SECRET);
    await call("write token-file");
    const tokens = request.tokens.map((entry) => ({ ...entry, fullTokenid: `${ID}-2` }));
    expect(await call("write token-file", { tokens })).toMatchObject({ code: 1 });
  });

  it("leaves a file alone that it did not write, and is not led astray by a link", async () => {
    await issue("host3", SECRET);
    await issue("nuc", SECRET);
    writeFileSync(request.path, "by hand");
    for (const command of ["write token-file", "delete token-file"]) {
      expect((await call(command)).said).toMatch(/was not written by cdktf-proxmox-access/);
    }
    const link = join(folder, "link");
    symlinkSync(request.path, link);
    expect((await call("write token-file", { path: link })).said).toMatch(/symbolic link/);
    expect(readFileSync(request.path, "utf8")).toBe("by hand");
  });

  it("is deleted, once or twice", async () => {
    writeFileSync(request.path, `${HEADER}\n`);
    expect((await call("delete token-file")).said).toMatch(/^deleted /);
    expect((await call("delete token-file")).said).toMatch(/already gone$/);
  });

  it("reads back whatever keys and tokens it is given", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true }),
        (tokens) => {
          const text = renderTokenFile({ header: HEADER, variable: "v", shape: "map" }, tokens);
          expect(Object.fromEntries(parseTokenFile(text))).toEqual(tokens);
        },
      ),
    );
  });
});
