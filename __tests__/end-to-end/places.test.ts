/** The places that the files of a deploy are written to: what may be there, and what they may be called. */
import { execFileSync } from "node:child_process";
import { linkSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { HEADER } from "../../files/own-file";
import { Lab, failed } from "../support/lab";
import { anyTool, eachTool } from "../support/tools";

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

anyTool("what is put at the place of a file after synth", (tool) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start(tool);
  });
  afterAll(() => lab.stop());

  test.each([
    [
      "a named pipe",
      (file: string) => void execFileSync("mkfifo", [file]),
      /terraform\.tfvars exists and was not/,
    ],
    ["a link to nowhere", (file: string) => symlinkSync("nowhere", file), /is a symbolic link/],
  ])("%s is refused, and nothing waits for it or is changed", async (_, put, fault) => {
    const file = lab.project.path("terraform.tfvars");
    const before = lab.pve();
    put(file);
    expect(failed(await lab.project.apply(lab.login))).toMatch(fault);
    expect(lab.pve()).toEqual(before);
    rmSync(file);
  });

  test("a file of ours that was cut short, and that others can read, is written without them", async () => {
    const file = lab.project.path("terraform.tfvars");
    const cut = Buffer.from(`${HEADER}\nproxmox = "ü`).subarray(0, -1);
    writeFileSync(file, cut, { mode: 0o644 });
    linkSync(file, lab.project.path("other"));
    await lab.deploy();
    expect(await lab.token()).toBeDefined();
    expect(mode(file)).toBe("600");
    expect(readFileSync(lab.project.path("other"))).toEqual(cut);
  });
});

eachTool("a path of a file", (tool) => {
  test.each(["absolute", "relative"])("is text, whatever is in it: %s", async (kind) => {
    const lab = await Lab.start(tool);
    try {
      const odd = "out/a \"b\" 'c' ${d} $${e} %{f} \\g";
      const at = (name: string) =>
        kind === "absolute" ? lab.project.path(`${odd}/${name}`) : `${odd}/${name}`;
      const outputs = {
        tfvars: { path: at("ci.tfvars") },
        env: { path: at("ci.env"), flavor: "bpg" },
        csi: { path: at("csi.yaml") },
        ccm: { path: at("ccm.yaml") },
      };
      const written = (names: readonly string[]) => {
        const secrets = lab.simulator.snapshot().tokens.map(({ secret }) => secret);
        for (const name of names) {
          const file = path.join(lab.project.folder, odd, name);
          expect([name, mode(file)]).toEqual([name, "600"]);
          expect(secrets.filter((secret) => readFileSync(file, "utf8").includes(secret))).toHaveLength(1);
        }
      };
      lab.describe({ identities: { ci: { profile: "plan-readonly", outputs } } });
      await lab.deploy();
      written(["ci.tfvars", "ci.env", "csi.yaml", "ccm.yaml"]);
      lab.describe({}, { tfvars: { path: at("own.tfvars"), shape: "split", secret: "file" } });
      await lab.deploy();
      written(["own.token.auto.tfvars"]);
      expect(readdirSync(lab.project.path(odd)).sort()).toEqual([
        "own.tfvars",
        "own.token.auto.tfvars",
        "proxmox-ca.pem",
      ]);
      expect((await lab.project.plan()).exitCode).toBe(0);
      await lab.destroy();
      expect(readdirSync(lab.project.path(odd))).toEqual([]);
    } finally {
      await lab.stop();
    }
  });
});
