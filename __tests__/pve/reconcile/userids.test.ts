/** Names as directories have them: Entra, Authentik and LDAP give `jane.doe@example.com`, and the realm comes behind it. */
import type { ObjectSpec } from "../../../pve/spec";
import { authenticates } from "../../support/authenticates";
import { Bench, expectGreen } from "./bench";
import { ACL, ROLE, TOKEN } from "./objects";

describe.each(["7.4", "8.4", "9.2"] as const)("on PVE %s", (pve) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve);
    bench.simulator.addRealm({ realm: "sso", type: "openid" });
  });
  afterAll(() => bench.simulator.stop());

  test.each(["jane.doe@example.com@sso", "a!b@pve", "@lab@pve", "EXAMPLE\\jane+x='y'@sso"])(
    "%s is made, granted, proven and deleted",
    async (userid) => {
      const full = `${userid}!ci`;
      const entry = { ...ACL, roleid: ROLE.roleid };
      const objects: readonly ObjectSpec[] = [
        { kind: "user", userid },
        ROLE,
        { ...TOKEN, userid, tokenid: "ci", privsep: true },
        { ...entry, subject: { type: "user", ugid: userid } },
        { ...entry, subject: { type: "token", ugid: full } },
      ];
      const before = bench.pve;
      expectGreen(await bench.run(objects));
      expect(Object.keys(bench.pve.users)).toContain(userid);
      const secret = bench.keeper.secrets.get(TOKEN.issue ?? "") ?? "";
      expect(await authenticates(bench.simulator, `${full}=${secret}`)).toBe(true);
      expect((await bench.run(objects)).said).toEqual([]);
      await bench.remove(objects.toReversed());
      expect(bench.pve).toEqual(before);
    },
  );

  test.each(["jane.doe@example.com@sso", "a!b@sso", "a,b;c@sso", "50%41@sso"])(
    "%s logs in, with a password and with a token",
    async (userid) => {
      bench.simulator.addUser({ userid, password: "secret-jane" });
      const token = await bench.root("POST", `/access/users/${userid}/token/deploy`, { privsep: "0" });
      const identity = () =>
        bench.connected(async (client) => [client.identity, await client.get("/version")]);
      const asked = expect.objectContaining({ release: pve });
      bench.environment["PROXMOX_VE_USERNAME"] = userid;
      bench.environment["PROXMOX_VE_PASSWORD"] = "secret-jane";
      expect(await identity()).toEqual([userid, asked]);
      bench.environment["PROXMOX_VE_API_TOKEN"] =
        `${userid}!deploy=${(token as { readonly value: string }).value}`;
      expect(await identity()).toEqual([`${userid}!deploy`, asked]);
      bench.asRoot();
    },
  );

  test("the rights that a token lacks are advised for the token and for its user", async () => {
    await bench.asToken("c!d@sso");
    const { error } = await bench.run([{ kind: "user", userid: "opentofu@pve" }]);
    bench.asRoot();
    expect(error).toMatch(/ --tokens 'c!d@sso!deploy' /);
    expect(error).toMatch(/ --users 'c!d@sso' /);
  });
});
