import { requiredRights, rightsFault } from "../../../pve/reconcile/rights";
import type { ObjectSpec } from "../../../pve/spec";

const USER: ObjectSpec = {
  kind: "user",
  userid: "opentofu@pve",
  comment: "",
  email: "",
  firstname: "",
  lastname: "",
  enable: true,
  expire: 0,
};
const ROLE: ObjectSpec = { kind: "role", roleid: "r", privileges: { list: [] } };
const ACL: ObjectSpec = {
  kind: "acl",
  path: "/vms",
  roleid: "r",
  subject: { type: "user", ugid: "opentofu@pve" },
  propagate: true,
};
const TOKEN: ObjectSpec = {
  kind: "token",
  userid: "opentofu@pve",
  tokenid: "t1",
  comment: "",
  privsep: false,
  expire: 0,
};

describe("the rights that a deploy needs", () => {
  it("are the smallest set for its objects", () => {
    const rights = requiredRights([USER, ROLE, ACL, TOKEN]).map(
      ({ path, privilege }) => `${path} ${privilege}`,
    );
    expect(rights).toEqual([
      "/access/realm/pve Realm.AllocateUser",
      "/access/groups User.Modify",
      "/access Sys.Modify",
      "/vms Permissions.Modify",
      "/access Sys.Audit",
    ]);
    expect(requiredRights([])).toEqual([]);
  });

  it("are reported with lines to paste, which never take away what is inherited below /access", () => {
    const required = requiredRights([USER, ROLE, ACL, TOKEN]);
    const missing = required.filter(({ privilege }) => /Sys.Modify|Permissions/.test(privilege));
    expect(rightsFault(missing, required, "ci@pve!deploy")).toMatchInlineSnapshot(`
     "ci@pve!deploy lacks these rights for the deploy:
       Sys.Modify on /access
       Permissions.Modify on /vms
     Grant them on a node:
       pveum role add access-bootstrap --privs 'Realm.AllocateUser Sys.Audit Sys.Modify User.Modify'
       pveum acl modify /access --roles access-bootstrap --users ci@pve --tokens 'ci@pve!deploy'
       pveum role add acl-bootstrap --privs Permissions.Modify
       pveum acl modify /vms --roles acl-bootstrap --users ci@pve --tokens 'ci@pve!deploy'"
    `);
  });
});
