import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { IssueRequest } from "../../pve/spec";
import {
  ACL,
  type Bench,
  FULL_TOKENID,
  MARK,
  TOKEN,
  TOKEN_ACL,
  USER,
  expectGreen,
  startBench,
} from "./bench";

const VERSIONS = ["7.4", "8.4", "9.2"] as const;
const PRIVSEP = { ...TOKEN, privsep: true };

describe.each(VERSIONS)("an API token on PVE %s", (pve) => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench(pve);
    await bench.prepare();
  });

  afterEach(() => bench.simulator.stop());

  function secretFiles(): string[] {
    const folder = join(bench.folder, ".secrets", "host3");
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  function secret(file: number): string {
    return readFileSync(join(bench.folder, ".secrets", "host3", String(file)), "utf8").trim();
  }

  function tokenAcl(): unknown[] {
    return bench.simulator.snapshot().acl.filter(({ ugid }) => ugid === FULL_TOKENID);
  }

  it("is created, proven by its own use, and its secret leaves nothing behind", async () => {
    expect((await bench.issue(TOKEN)).out).toBe(`created token ${FULL_TOKENID} on host3`);
    expect(statSync(join(bench.folder, ".secrets/host3/1")).mode & 0o777).toBe(0o600);
    expect(statSync(join(bench.folder, "terraform.tfstate")).mode & 0o777).toBe(0o600);
    expect((await bench.claim(TOKEN)).out).toMatch(/is there/);
    expect((await bench.ensure(TOKEN)).out).toMatch(/is as wanted$/);
    expect((await bench.prove()).out).toMatch(/was used and has what it needs on \/$/);
    expect(secretFiles()).toEqual([]);
    expect((await bench.prove()).out).toMatch(/has what it needs on \/$/);
    expect((await bench.delete(TOKEN)).out).toMatch(/^deleted /);
    expect(bench.simulator.snapshot().tokens).toEqual([]);
  });

  it("gets a new secret and keeps its settings and every ACL entry", async () => {
    await bench.issue(PRIVSEP, { acl: [TOKEN_ACL] });
    expectGreen(await bench.ensure(TOKEN_ACL));
    const client = await bench.login();
    await client.put("/access/acl", {
      path: "/vms",
      roles: "PVEAuditor",
      tokens: FULL_TOKENID,
      propagate: false,
    });
    const before = tokenAcl();
    expect((await bench.issue(PRIVSEP, { acl: [TOKEN_ACL] })).out).toBe(
      `renewed the secret of token ${FULL_TOKENID} on host3`,
    );
    expect(secret(2)).not.toBe(secret(1));
    expect(tokenAcl()).toEqual(expect.arrayContaining(before));
    expect(tokenAcl()).toHaveLength(before.length);
    expectGreen(await bench.prove({ privsep: true }));
    expect((await bench.ensure(PRIVSEP)).out).toMatch(/is as wanted$/);
  });

  it("is changed in place without a new secret", async () => {
    await bench.issue(TOKEN);
    const changed = { ...TOKEN, comment: "CI", privsep: true, expire: 4102444800 };
    expect((await bench.ensure(changed)).out).toMatch(/\(comment, privsep, expire\)$/);
    expect((await bench.ensure(TOKEN)).out).toMatch(/\(comment, privsep, expire\)$/);
    expectGreen(await bench.prove());
  });

  it("is refused if it is not ours, and renewed if it is to be adopted", async () => {
    const client = await bench.login();
    await client.post(`/access/users/${USER.userid}/token/${TOKEN.tokenid}`, {
      comment: "by hand",
      privsep: false,
    });
    const refused = await bench.issue(TOKEN);
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/is not ours.*\n.*comment: wanted ""[^]*adopt: true/),
    });
    expect(secretFiles()).toEqual([]);
    expect((await bench.issue(TOKEN, { adopt: true })).out).toMatch(/^renewed /);
    expectGreen(await bench.prove());
    expect((await bench.delete(TOKEN, { adopt: true })).out).toMatch(/^kept /);
    expect(JSON.stringify(bench.simulator.snapshot().tokens)).toContain(MARK.replace(")", ", adopted)"));
  });

  it("that was deleted by hand is reported as gone", async () => {
    expect((await bench.ensure(TOKEN)).err).toMatch(/is gone from host3.*token\.rotation/);
    expect((await bench.prove()).err).toMatch(/is gone from host3.*token\.rotation/);
  });

  it("is not touched when its secret could not be kept", async () => {
    await bench.issue(TOKEN);
    const before = bench.simulator.snapshot().tokens;
    writeFileSync(join(bench.folder, "file"), "");
    mkdirSync(join(bench.folder, "folder.tfstate"));
    const failed = await bench.issue(TOKEN, { stateFiles: [join(bench.folder, "file", "state")] });
    expect(failed).toMatchObject({ code: 1, out: "" });
    expect(bench.simulator.snapshot().tokens).toEqual(before);
  });

  it("does not believe an answer that holds something else than a secret", async () => {
    const hostile = 'x"\n${file("/etc/passwd")}';
    const path = new RegExp(`/token/${TOKEN.tokenid}$`);
    bench.simulator.faults.on(
      { method: "POST", path },
      {
        reply: {
          status: 200,
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ data: { value: hostile } }),
        },
      },
    );
    const { code, err } = await bench.issue(TOKEN);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/is not a token secret of PVE/) });
    expect(err).not.toContain("passwd");
    expect(secretFiles()).toEqual([]);
  });

  it("needs its user", async () => {
    const request: Partial<IssueRequest> = {};
    expectGreen(await bench.delete(ACL));
    expectGreen(await bench.delete(USER));
    expect((await bench.issue(TOKEN, request)).err).toMatch(/there is no user opentofu@pve/);
  });
});

/** A run that is cut is followed by another one, as the next deploy is; with no retries a cut ends most runs. */
describe.each([
  ["8.4", "create"],
  ["8.4", "renew"],
  ["9.2", "create"],
  ["9.2", "renew"],
] as const)("on PVE %s, to %s a token", (pve, what) => {
  it.each(["request", "handled", "replied"] as const)(
    "ends right wherever the connection is cut: %s",
    async (at) => {
      const bench = await startBench(pve);
      try {
        bench.environment["PROXMOX_VE_RETRY_SECONDS"] = "0";
        await bench.prepare();
        const issue = () => bench.issue(PRIVSEP, { acl: [TOKEN_ACL] });
        const calls = async () => {
          const start = bench.simulator.requests.length;
          await issue();
          return bench.simulator.requests.length - start;
        };
        const many = what === "create" ? await calls() : (await issue(), await calls());
        for (let nth = 1; nth <= many; nth += 1) {
          if (what === "create") expectGreen(await bench.delete(TOKEN));
          const remove = bench.simulator.faults.on(
            { nth: bench.simulator.requests.length + nth },
            { at, do: "cut" },
          );
          if ((await issue()).code !== 0) expectGreen(await issue());
          remove();
          expectGreen(await bench.ensure(TOKEN_ACL));
          expectGreen(await bench.prove({ privsep: true }));
          expect(bench.simulator.snapshot().tokens).toHaveLength(1);
        }
      } finally {
        await bench.simulator.stop();
      }
    },
  );
});

describe("two runs at once", () => {
  it("leave one token, and the later secret works", async () => {
    const bench = await startBench("9.2");
    try {
      await bench.prepare();
      const both = await Promise.all([bench.issue(TOKEN), bench.issue(TOKEN)]);
      both.forEach(expectGreen);
      const secrets = [1, 2].map((file) => join(bench.folder, ".secrets", "host3", String(file)));
      const [token, ...others] = bench.simulator.snapshot().tokens;
      expect(others).toEqual([]);
      expect(secrets.map((file) => readFileSync(file, "utf8").trim())).toContain(token?.secret);
    } finally {
      await bench.simulator.stop();
    }
  });
});
