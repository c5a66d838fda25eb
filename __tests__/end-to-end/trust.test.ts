/** What was trusted here is trusted by what comes next too: a tool that knows CAs and host names, and no fingerprint. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:tls";
import type { Simulator } from "../../simulator";
import { makeAuthority, makeSelfSigned } from "../support/certificates";
import { Lab, replaced } from "../support/lab";
import { commandsOf, saidBy } from "../support/output";
import { anyTool, eachTool } from "../support/tools";

const BUNDLE = "proxmox-ca.pem";
const ASKED = "/nodes/localhost/certificates/info";

/** Connects as a provider does. @returns `trusted`, or why not @param ca PEM; left out: what everybody knows */
async function verdict({ port }: Simulator, host: string, ca?: string): Promise<string> {
  const socket = connect({ host, port, ...(host === "127.0.0.1" ? {} : { servername: host }), ca });
  try {
    await once(socket, "secureConnect");
    return "trusted";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "?";
  } finally {
    socket.destroy();
  }
}

/** The variables that a shell has after reading a file. */
function sourced(file: string): Readonly<Record<string, string>> {
  const output = execFileSync("sh", ["-c", '. "$1" && env -0', "sh", file], { encoding: "utf8", cwd: "/" });
  return Object.fromEntries(output.split("\0").map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

const asked = ({ requests }: Simulator) => requests.filter(({ path }) => path === ASKED).length;

/** The chapters of one story. */
eachTool("a cluster that is pinned by its fingerprint", (tool) => {
  const env = { path: "it's env/ci.env", flavor: ["bpg", "ansible"] };
  const described = {
    user: {},
    identities: { ci: { profile: "plan-readonly", outputs: { env } } },
  };
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start(tool, described);
  });
  afterAll(() => lab.stop());

  test("is trusted with the file beside the variables, and not without it", async () => {
    const said = saidBy(await lab.deploy());
    const bundle = await lab.project.file(BUNDLE);
    expect(await verdict(lab.simulator, "127.0.0.1", bundle)).toBe("trusted");
    expect(await verdict(lab.simulator, "localhost", bundle)).toBe("trusted");
    expect(await verdict(lab.simulator, "127.0.0.1")).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    expect(said).toContain(
      `Next, trust for the downstream provider of host3: export SSL_CERT_FILE='${lab.project.path(BUNDLE)}'`,
    );
    expect(statSync(lab.project.path(BUNDLE)).mode & 0o777).toBe(0o600);
    expect(asked(lab.simulator)).toBe(1);
  });

  test("has its file of variables say so, wherever that is read", async () => {
    const { SSL_CERT_FILE: file = "", PROXMOX_CA_PATH: ansible } = sourced(lab.project.path(env.path));
    expect(file).toBe(lab.project.path(`it's env/${BUNDLE}`));
    expect(ansible).toBe(file);
    expect(await verdict(lab.simulator, "127.0.0.1", readFileSync(file, "utf8"))).toBe("trusted");
  });

  test("is asked again where it is reached in another way, and only then", async () => {
    expect(commandsOf(await lab.deploy({}))).toEqual([]);
    lab.simulator.clearRequests();
    lab.describe({ ...described, endpoint: `https://localhost:${String(lab.simulator.port)}` });
    expect(replaced((await lab.project.plan()).stdout)).toEqual([
      "ca-it-s-env-proxmox-ca-pem-46c5fd47",
      "ca-proxmox-ca-pem",
      "env-it-s-env-ci-env-e7538f40",
      "host3_pve-ca",
      "settled",
      "tfvars",
    ]);
    const output = await lab.deploy();
    expect(commandsOf(output)).toEqual(["preflight", "finish"]);
    expect(asked(lab.simulator)).toBe(1);
    expect(await verdict(lab.simulator, "localhost", await lab.project.file(BUNDLE))).toBe("trusted");
    expect(saidBy(output)).toContainEqual(expect.stringMatching(/^Next, trust .*proxmox-ca\.pem'$/));
  });

  test("loses the file in a destroy", async () => {
    await lab.destroy();
    expect(existsSync(lab.project.path(BUNDLE))).toBe(false);
  });
});

anyTool("a node's certificate", (tool) => {
  let lab: Lab;
  afterEach(() => lab.stop());

  test("that no CA has issued is trusted itself", async () => {
    const certificate = await makeSelfSigned("host3", ["127.0.0.1"]);
    lab = await Lab.start(tool, {}, { certificate });
    await lab.deploy();
    expect(await verdict(lab.simulator, "127.0.0.1", await lab.project.file(BUNDLE))).toBe("trusted");
  });

  test("that everybody trusts needs nothing, and nothing is said of it", async () => {
    const authority = await makeAuthority();
    lab = await Lab.start(tool, {}, { certificate: await authority.issue(["127.0.0.1"]) });
    const known = lab.project.path("known.pem");
    writeFileSync(known, authority.certificate);
    const output = await lab.deploy({ ...lab.login, NODE_EXTRA_CA_CERTS: known });
    expect(await lab.project.file(BUNDLE)).toMatch(/^# Managed by .*\n# host3: nothing is needed\n$/);
    expect(output).not.toMatch(/trust for|will refuse/);
  });

  test("that is for other hosts is warned of, with the names that it has", async () => {
    lab = await Lab.start(
      tool,
      {},
      { certificateOptions: { names: ["host3", "host3.example.org", "10.0.0.3"] } },
    );
    const output = await lab.deploy();
    expect(saidBy(output)).toContainEqual(
      expect.stringMatching(
        /^Warning: the downstream provider will refuse the certificate of host3: it is not for 127\.0\.0\.1, only for host3, host3\.example\.org, 10\.0\.0\.3\./,
      ),
    );
    const bundle = await lab.project.file(BUNDLE);
    expect(await verdict(lab.simulator, "127.0.0.1", bundle)).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  });

  test("that a CA file makes trusted is trusted with what is in that file, and the node is not asked", async () => {
    const authority = await makeAuthority();
    const certificate = { ...(await authority.issue(["127.0.0.1"])), ca: authority.certificate };
    lab = await Lab.start(tool, {}, { certificate });
    const caFile = 'my "${own}" ca.pem';
    writeFileSync(lab.project.path(caFile), `Text before it.\n${authority.certificate}\n`);
    lab.describe({ caFile });
    await lab.deploy();
    const bundle = await lab.project.file(BUNDLE);
    expect(bundle).not.toContain("Text before it");
    expect(await verdict(lab.simulator, "127.0.0.1", bundle)).toBe("trusted");
    expect(asked(lab.simulator)).toBe(0);
  });
});

eachTool("a CA that is lost on its way", (tool) => {
  test("is taken by the next deploy, without an edit", async () => {
    const lab = await Lab.start(tool);
    try {
      await lab.deploy();
      await lab.project.run(["taint", "null_resource.host3_pve-ca"], {});
      expect((await lab.project.apply(lab.login)).exitCode).toBe(1);
      await lab.deploy();
      expect(await verdict(lab.simulator, "127.0.0.1", await lab.project.file(BUNDLE))).toBe("trusted");
    } finally {
      await lab.stop();
    }
  });
});
