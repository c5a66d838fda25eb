import { existsSync, rmSync, symlinkSync } from "node:fs";
import { devDependencies, version } from "../../../package.json";
import { PROFILE_NAMES } from "../../../pve/privileges";
import {
  type Answers,
  clusters,
  files,
  folder,
  init,
  login,
  path,
  reached,
  read,
  simulator,
  write,
} from "./bench";

const FILES = [".gitignore", "cdktf.json", "main.ts", "package.json", "tsconfig.json"];
const YES: Answers = {
  "Is it the same": true,
  "User of": "root@pam",
  "Password of": "secret-root",
  "What is the access for?": "opentofu-vm",
  "Where?": "everywhere",
};

test("with --yes it asks nothing, and writes a project with the cluster's names and the defaults", async () => {
  const { stdout, questions, exitCode } = await init(["--yes", ...reached()], login(), {});
  expect({ questions, exitCode, files: files() }).toEqual({ questions: [], exitCode: 0, files: FILES });
  expect(clusters()).toEqual({
    lab: {
      endpoint: simulator.endpoint,
      fingerprint: simulator.fingerprint,
      nodeName: "pve1",
      role: { profile: "opentofu-vm" },
      parameters: {},
    },
  });
  expect(JSON.parse(read("cdktf.json"))).toHaveProperty(
    "$schema",
    "./node_modules/cdktf-proxmox-access/schema/cdktf.schema.json",
  );
  expect(stdout).toMatch(
    /Next:\n  cd \S+\n  npm install\n  (TERRAFORM_BINARY_NAME=tofu )?npx cdktf deploy\n$/,
  );
});

test("a person is shown the certificate, and asked for the login, the purpose and the scope", async () => {
  const { stdout, stderr, questions, exitCode } = await init(
    [],
    {},
    {
      ...YES,
      "A node": ` ${simulator.endpoint} `,
      "What is the access for?": "containers",
      "Where?": "in some pools, storages and bridges only",
      "Which pools": ["prod"],
      "Which storages": ["local", "local-lvm"],
      "Which bridges": [],
    },
  );
  expect(exitCode).toBe(0);
  expect(questions).toEqual([
    "A node, such as https://host3.example.org:8006",
    "Is it the same fingerprint?",
    "User of pve",
    "Password of root@pam",
    "What is the access for?",
    "Where?",
    "Which pools? (none: all)",
    "Which storages? (none: all)",
    "Which bridges? (none: all)",
  ]);
  expect(stderr).toContain(`SHA-256  ${simulator.fingerprint}\n`);
  expect(stderr).toMatch(
    /subject .*CN=pve1\n +issuer .*O=PVE Cluster Manager CA\n +valid +\d{4}-\d\d-\d\d to \d/,
  );
  expect(stderr).toContain("`pvenode cert info`");
  expect(stderr).toMatch(
    /Proxmox VE 9\.2\S*, node pve1 of cluster lab; its key in cdktf.json is lab\. If pve2 is to stand in/,
  );
  expect(clusters()).toEqual({
    lab: {
      endpoint: simulator.endpoint,
      fingerprint: simulator.fingerprint,
      nodeName: "pve1",
      role: { profile: "containers" },
      parameters: { pool: ["prod"], storage: ["local", "local-lvm"] },
    },
  });
  expect(stdout).toContain('eval "$(npx cdktf-proxmox-access login lab)" && ');
});

test("only what the profile asks rights on is offered to confine it", async () => {
  const args = [...reached(), "--profile", "snapshots"];
  const answers = { "Where?": "in some pools only", "Which pools": ["dev"] };
  const { exitCode } = await init(args, login(), answers);
  expect(exitCode).toBe(0);
  expect(clusters()["lab"]).toMatchObject({ role: { profile: "snapshots" }, parameters: { pool: ["dev"] } });
});

test("every profile can be chosen, for everything", async () => {
  for (const profile of PROFILE_NAMES) {
    const { exitCode } = await init(
      [profile, "--yes", ...reached(), "--profile", profile, "--folder", path(profile)],
      login(),
    );
    expect({ profile, exitCode }).toEqual({ profile, exitCode: 0 });
  }
  expect(files()).toEqual([...PROFILE_NAMES].sort());
});

test("the login stands in no file", async () => {
  await init(["--yes", ...reached()], login());
  for (const name of FILES) expect(read(name)).not.toContain(simulator.rootPassword);
});

test("the project is pinned to the versions that the library is tested with", async () => {
  await init(["--yes", ...reached()], login());
  const manifest = JSON.parse(read("package.json"));
  expect(manifest.dependencies).toMatchObject({
    "cdktf-proxmox-access": version,
    cdktf: devDependencies.cdktf,
  });
  const pinned = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(pinned.filter((pin) => !/^\d+\.\d+\.\d+$/.test(String(pin)))).toEqual([]);
});

test("what a deploy writes is ignored by git", async () => {
  await init(["--yes", ...reached()], login());
  for (const line of ["*.tfstate", "*.tfvars", "*.env", "cdktf.out/", "node_modules/"])
    expect(read(".gitignore").split("\n")).toContain(line);
});

test("a folder that is not there is made, and a given key is used", async () => {
  rmSync(folder, { recursive: true });
  await init(["home", "--yes", ...reached()], login());
  expect(files()).toEqual(FILES);
  expect(clusters()).toMatchObject({ home: { nodeName: "pve1", clusterName: "lab" } });
});

test("a certificate that the user's CA file vouches for needs no fingerprint", async () => {
  write("ca.pem", simulator.caCertificate);
  const environment = { ...login(), PROXMOX_VE_CA_FILE: path("ca.pem") };
  const { exitCode } = await init(["--yes", "--endpoint", simulator.endpoint], environment);
  expect(exitCode).toBe(0);
  expect(clusters()["lab"]).not.toHaveProperty("fingerprint");
});

test("a login that may not see which of several nodes answers gets a project too, and is told what to add", async () => {
  simulator.addUser({ userid: "low@pve", password: "secret-low" });
  const environment = { PROXMOX_VE_USERNAME: "low@pve", PROXMOX_VE_PASSWORD: "secret-low" };
  const { stderr, exitCode } = await init(["--yes", ...reached(), "--pool", "hidden"], environment);
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/one of the nodes pve1, pve2; .* write its nodeName/);
  expect(Object.keys(clusters())).toEqual(["pve"]);
});

test("with a code that works once, the deploy is told to log in", async () => {
  const { stdout } = await init(["--yes", ...reached()], { ...login(), PROXMOX_VE_TOTP: "123456" });
  expect(stdout).toContain("cdktf-proxmox-access login lab");
});

describe("nothing is written, and the user is told what to do, when", () => {
  const refused = async (
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
    answers?: Answers,
  ): Promise<string> => {
    const before = files();
    const { stdout, stderr, exitCode } = await init(args, environment, answers);
    expect({ stdout, exitCode, files: files() }).toEqual({ stdout: "", exitCode: 1, files: before });
    return stderr;
  };

  test("nobody is there to ask: every flag is named at once", async () => {
    const text = await refused([], {});
    for (const flag of ["--endpoint", "--profile", "--everywhere", "--pool", "--fingerprint", "--yes"])
      expect(text).toContain(flag);
    expect(text).toContain("PROXMOX_VE_PASSWORD");
  });

  test("nobody has compared the certificate", async () => {
    simulator.clearRequests();
    const text = await refused(["--yes", "--endpoint", simulator.endpoint], login());
    expect(text).toContain(`--fingerprint ${simulator.fingerprint}`);
    expect(simulator.requests).toEqual([]);
  });

  test("the fingerprint is another one, and the login is not sent", async () => {
    simulator.clearRequests();
    const other = simulator.fingerprint.replace(/../, (pair) => (pair === "AA" ? "BB" : "AA"));
    const args = ["--yes", "--endpoint", simulator.endpoint, "--fingerprint", other];
    expect(await refused(args, login())).toContain("does not have the fingerprint");
    expect(simulator.requests).toEqual([]);
  });

  test("the user says that the certificate is not the same, and the login is not sent", async () => {
    simulator.clearRequests();
    const answers = { "Is it the same": false };
    expect(await refused(["--endpoint", simulator.endpoint], login(), answers)).toContain(
      "something else answers at this endpoint",
    );
    expect(simulator.requests).toEqual([]);
  });

  test.each(Object.keys(YES))("Ctrl-C is the answer to %j", async (question) => {
    const text = await refused(["--endpoint", simulator.endpoint], {}, { ...YES, [question]: undefined });
    expect(text).toContain("Cancelled.");
  });

  test("files are in the way: all of them are named before anything is asked", async () => {
    write("main.ts", "mine");
    symlinkSync("nowhere", path(".gitignore"));
    const text = await refused(["--endpoint", simulator.endpoint], {}, {});
    expect(text).toContain(`In the way: ${path("main.ts")}, ${path(".gitignore")}.`);
    expect(read("main.ts")).toBe("mine");
  });

  test("the cluster does not have what the access is confined to: all of it is named", async () => {
    const flags = ["--pool", "prd", "dev", "--storage", "fast", "--bridge", "vmbr0/20"];
    const text = await refused(["--yes", ...reached(), ...flags], login());
    expect(text).toBe(
      `${text.slice(0, text.indexOf("error:"))}error: --pool prd: the cluster has no such pool; did you mean prod?\n` +
        "--storage fast: the cluster has no such storage, only local, local-lvm.\n",
    );
  });

  test.each([
    [["--everywhere", "--pool", "dev"], "exclude each other"],
    [["--profile", "opentofu-wm"], "did you mean opentofu-vm?"],
    [["settled"], "settled"],
    [["a b"], "malformed"],
    [["--profile", "kubernetes-csi", "--bridge", "vmbr0"], "bridge"],
  ])("%j", async (flags, words) => {
    expect(await refused([...flags, "--yes", ...reached()], login())).toContain(words);
  });

  test("the endpoint is none", async () => {
    expect(await refused(["--yes", "--endpoint", "http://host3"], login())).toContain("is not https");
  });

  test("the login is refused", async () => {
    const environment = { ...login(), PROXMOX_VE_PASSWORD: "wrong" };
    expect(await refused(["--yes", ...reached()], environment)).toContain("refused the login of root@pam");
    expect(existsSync(path("cdktf.json"))).toBe(false);
  });
});
