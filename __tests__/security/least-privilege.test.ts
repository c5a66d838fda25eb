import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Lab, failed } from "../support/lab";
import { pveCall } from "../support/pve/pve-call";
import { tools } from "../support/tools";

const SECURITY = readFileSync(join(__dirname, "..", "..", "SECURITY.md"), "utf8");

/** The `pveum` lines of the chapter about the smallest login, as arguments. */
const LINES = (/## The smallest login[\s\S]*?```sh\n([\s\S]*?)```/.exec(SECURITY)?.[1] ?? "")
  .trim()
  .split("\n")
  .map((line) => line.replaceAll('"', "").split(/\s+/));

/** Each privilege of each role that the lines make. */
const SPARABLE = LINES.filter(([, noun]) => noun === "role").flatMap(([, , , roleid = "", , privs = ""]) =>
  privs.split(",").map((privilege) => ({ privilege, roleid, privs: privs.split(",") })),
);

/** The further line for groups. */
const FOR_GROUPS = (/`(pveum role modify [^`]+)`/.exec(SECURITY)?.[1] ?? "").split(/\s+/);

/** What `pveum` does with such a line, in calls of the API. */
async function pveum(lab: Lab, [, noun, ...rest]: readonly string[]): Promise<string | undefined> {
  const option = (name: string) => rest[rest.indexOf(name) + 1] ?? "";
  switch (`${noun ?? ""} ${rest[0] ?? ""}`) {
    case "role add":
      await lab.asRoot("POST", "/access/roles", {
        roleid: rest[1] ?? "",
        privs: option("--privs"),
      });
      return undefined;
    case "role modify":
      await lab.asRoot("PUT", `/access/roles/${rest[1] ?? ""}`, {
        privs: option("--privs"),
        append: option("--append"),
      });
      return undefined;
    case "user add":
      await lab.asRoot("POST", "/access/users", { userid: rest[1] ?? "" });
      return undefined;
    case "acl modify": {
      const propagate = rest.includes("--propagate") ? option("--propagate") : "1";
      const entry = { path: rest[1] ?? "", users: option("--users"), roles: option("--roles"), propagate };
      await lab.asRoot("PUT", "/access/acl", entry);
      return undefined;
    }
    case "user token": {
      const [, , userid = "", tokenid = ""] = rest;
      const path = `/access/users/${userid}/token/${tokenid}`;
      const { value } = (await pveCall(lab.simulator, "POST", path, { privsep: option("--privsep") })) as {
        value: string;
      };
      return `${userid}!${tokenid}=${value}`;
    }
    default:
      throw new Error(`pveum ${String(noun)} ${rest.join(" ")} is not known here`);
  }
}

describe.each(["7.4", "8.4", "9.2"] as const)("the smallest login of SECURITY.md, on PVE %s", (pve) => {
  const [tool] = tools();
  let lab: Lab;
  let token: string;

  beforeAll(async () => {
    if (!tool) throw new Error("there is no tofu");
    lab = await Lab.start(tool, { token: { privilegeSeparation: true } }, { pve });
    for (const line of LINES) token = (await pveum(lab, line)) ?? token;
  });
  afterAll(() => lab.stop());

  test("deploys, changes, rotates and destroys, as an API token", async () => {
    const login = { PROXMOX_VE_API_TOKEN: token };
    const before = lab.pve();
    await lab.deploy(login);
    lab.describe({ token: { privilegeSeparation: true, rotation: "2" }, role: { privileges: ["VM.Audit"] } });
    await lab.deploy(login);
    await lab.destroy(login);
    expect(lab.pve()).toEqual(before);
  });

  test.each(SPARABLE)(
    "has nothing to spare: without $privilege in $roleid the deploy stops before it writes, and says what is missing",
    async ({ privilege, roleid, privs }) => {
      const before = lab.pve();
      const hold = (names: readonly string[]) =>
        lab.asRoot("PUT", `/access/roles/${roleid}`, { privs: names.join(",") });
      try {
        await hold(privs.filter((name) => name !== privilege));
        const stripped = lab.pve();
        expect(failed(await lab.project.apply({ PROXMOX_VE_API_TOKEN: token }))).toContain(privilege);
        expect(lab.pve()).toEqual(stripped);
      } finally {
        await hold(privs);
      }
      expect(lab.pve()).toEqual(before);
    },
  );

  test("with its further line makes groups too, and without it says what is missing", async () => {
    const login = { PROXMOX_VE_API_TOKEN: token };
    const before = lab.pve();
    lab.describe({
      groups: { "lab-team": { role: { existing: "PVEAuditor" } } },
      user: { groups: ["lab-team"] },
      acl: [],
    });
    expect(failed(await lab.project.apply(login))).toContain("Group.Allocate on /access/groups");
    expect(lab.pve()).toEqual(before);
    await pveum(lab, FOR_GROUPS);
    await lab.deploy(login);
    expect(lab.simulator.snapshot().groups).toMatchObject([{ groupid: "lab-team", users: ["opentofu@pve"] }]);
    await lab.destroy(login);
    expect(lab.simulator.snapshot().groups).toEqual([]);
  });
});
