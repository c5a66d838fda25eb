/** What `show` refuses, and how much of an answer is left when something fails. */
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TEAM, deploy, folder, show, simulator, synthesize } from "./bench";

const page = (name = "access.html") => join(folder, name);

test("a cluster that is down hides no other one", async () => {
  await deploy();
  synthesize({ down: { ...TEAM, endpoint: "https://127.0.0.1:1" }, host3: TEAM });
  const login = { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: simulator.rootPassword };
  const { stdout, stderr, exitCode } = await show([], { ...login, PROXMOX_VE_RETRY_SECONDS: "0" });
  expect(stdout).toMatch(/^access\/host3 {2}/);
  expect(stderr).toMatch(/^down {2}Error: .*ECONNREFUSED/m);
  expect(exitCode).toBe(1);
  const json = await show(["--json"], { ...login, PROXMOX_VE_RETRY_SECONDS: "0" });
  expect(JSON.parse(json.stdout)).toMatchObject({
    clusters: [
      { cluster: "down", error: expect.stringContaining("ECONNREFUSED"), users: [] },
      { cluster: "host3" },
    ],
  });
  expect(json.exitCode).toBe(1);
});

test.each([
  ["an unknown cluster", ["hots3"], /"hots3" is no synthesized cluster; there are host3/],
  ["two forms of one answer", ["--json", "--mermaid"], /'--mermaid' cannot be used with option '--json'/],
  [
    "a cluster behind --html",
    ["--html", "host3"],
    /ends with \.html, or the cluster first: show host3 --html/,
  ],
  [
    "a folder that is not there",
    ["--html", "/nonexistent/x.html"],
    /There is no folder \/nonexistent\. Make it/,
  ],
])("refuses %s", async (_, args, why) => {
  synthesize();
  const { stdout, stderr, exitCode } = await show(args);
  expect(stderr).toMatch(why);
  expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 1 });
  expect(simulator.requests).toEqual([]);
});

describe("the page", () => {
  test("is its owner's alone, and is written anew over an earlier one", async () => {
    synthesize();
    for (let times = 0; times < 2; times += 1) {
      const { stdout, exitCode } = await show(["--described", "--html", page()], {});
      expect({ stdout, exitCode }).toEqual({ stdout: `${page()}\n`, exitCode: 0 });
    }
    expect((statSync(page()).mode & 0o777).toString(8)).toBe("600");
  });

  test("is never written over what is not ours, nor through a link, and the folder stays as it is", async () => {
    synthesize();
    mkdirSync(page("public"), { mode: 0o755 });
    const theirs = "<!doctype html>\n<title>Ours</title>\n";
    writeFileSync(page("public/theirs.html"), theirs);
    symlinkSync(page("public/theirs.html"), page("public/link.html"));
    const refused = await show(["--html", page("public/theirs.html")]);
    expect(refused.stderr).toMatch(
      /theirs\.html exists and was not written by cdktf-proxmox-access\. Move it away/,
    );
    expect((await show(["--html", page("public/link.html")])).stderr).toMatch(
      /link\.html is a symbolic link/,
    );
    expect(simulator.requests).toEqual([]);
    expect(readFileSync(page("public/theirs.html"), "utf8")).toBe(theirs);
    expect((await show(["--described", "--html", page("public/new.html")], {})).exitCode).toBe(0);
    expect((statSync(page("public")).mode & 0o777).toString(8)).toBe("755");
  });
});
