/** What a deploy looks at on this machine before it changes anything: room, and the places of its files. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { HEADER } from "../../files/own-file";
import { ALL, USER } from "../pve/reconcile/objects";
import { beyondFresh } from "../support/pve/pve-state";
import { Bench, expectGreen, mode } from "./bench";

const EMPTY = { users: {}, roles: {}, tokens: {}, acl: [] };
const FILE = {
  path: "terraform.tfvars",
  place: "files/terraform.tfvars",
  tokens: [{ key: "host3", fullTokenid: "opentofu@pve!opentofu-token" }],
};
const CHANGED = { host3: [{ ...USER, email: "a@b.org" }, ...ALL.slice(1)] };

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
beforeEach(() => {
  bench.begin();
  mkdirSync("files");
});
afterEach(() => bench.end());
afterAll(() => bench.stop());

const pve = () => beyondFresh(bench.at("host3"));

/** A state that cannot be written a second time; it takes no room itself. */
function writeHugeState(): void {
  writeFileSync("terraform.tfstate", "");
  truncateSync("terraform.tfstate", 2 ** 43);
}

describe("the disk", () => {
  it("has room for three states and a margin, or a reconcile changes nothing", async () => {
    writeHugeState();
    const { code, err } = await bench.reconcile();
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(
        /^Error: access\/host3: \/\S+ has \d+ MB free, and a deploy may need 25165840 MB there: .*Make room and deploy again\.$/,
      ),
    });
    expect(pve()).toEqual(EMPTY);
    rmSync("terraform.tfstate");
    expectGreen(await bench.reconcile());
  });

  it("has it before a deployed stack is changed or destroyed, or no cluster is asked", async () => {
    await bench.deploy({ host3: ALL });
    writeHugeState();
    for (const described of [CHANGED, { host3: ALL }, {}]) {
      const { err } = await bench.preflight(bench.settled({ host3: ALL }), bench.describe(described));
      expect(err).toMatch(/^Error: access: \/\S+ has \d+ MB free/);
    }
    expect(bench.requests()).toEqual([]);
  });
});

describe("the place of a file with tokens", () => {
  it("is taken from others before there is a secret, by whatever name they know it", async () => {
    bench.describe({ host3: ALL }, { files: [FILE] });
    writeFileSync(FILE.place, HEADER);
    chmodSync(FILE.place, 0o644);
    linkSync(FILE.place, "other");
    expectGreen(await bench.reconcile());
    expect(mode(FILE.place)).toBe("600");
    writeFileSync(FILE.place, "secret");
    expect(readFileSync("other", "utf8")).toBe(HEADER);
  });

  it.each([
    [
      "by hand",
      () => writeFileSync(FILE.place, "precious"),
      /: terraform\.tfvars exists and was not written/,
    ],
    ["a pipe", () => execFileSync("mkfifo", [FILE.place]), /terraform\.tfvars is a named pipe/],
    ["a folder", () => mkdirSync(FILE.place), /terraform\.tfvars is a folder/],
    ["a link to nowhere", () => symlinkSync("nowhere", FILE.place), /terraform\.tfvars is a symbolic link/],
    [
      "behind a link",
      () => {
        rmSync("files", { recursive: true });
        symlinkSync("nowhere", "files");
      },
      /files is a symbolic link/,
    ],
  ])("is refused before anything is changed: %s", async (_, put, fault) => {
    bench.describe({ host3: ALL }, { files: [FILE] });
    put();
    const { code, err } = await bench.reconcile();
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(fault) });
    expect(pve()).toEqual(EMPTY);
  });

  it("is no matter of the clusters whose tokens are not in it", async () => {
    bench.describe(
      { host3: ALL },
      { files: [{ ...FILE, tokens: [{ key: "nuc", fullTokenid: "opentofu@pve!opentofu-token" }] }] },
    );
    writeFileSync(FILE.place, "precious");
    expectGreen(await bench.reconcile());
  });

  it("is refused before a deployed stack is changed, and does not keep it from being destroyed", async () => {
    await bench.deploy({ host3: ALL });
    writeFileSync(FILE.place, "precious");
    const change = bench.describe(CHANGED, { files: [FILE] });
    const { err } = await bench.preflight(bench.settled({ host3: ALL }), change);
    expect(err).toMatch(/^Error: access: terraform\.tfvars exists and was not written/);
    expect(bench.requests()).toEqual([]);
    const same = bench.describe({ host3: ALL }, { files: [FILE] });
    expectGreen(await bench.preflight(bench.settled({ host3: ALL }), same));
  });
});
