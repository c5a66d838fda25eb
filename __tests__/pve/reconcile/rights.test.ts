import { requiredRights, rightsFault } from "../../../pve/reconcile";
import { ACL, ROLE, TOKEN, USER } from "./objects";

const OBJECTS = [USER, ROLE, { ...ACL, path: "/vms" }, TOKEN];

describe("the rights that a deploy needs", () => {
  it("are the smallest set for its objects", () => {
    const rights = requiredRights(OBJECTS).map(({ path, privilege }) => `${path} ${privilege}`);
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
    const required = requiredRights(OBJECTS);
    const missing = required.filter(({ privilege }) => /Sys.Modify|Permissions/.test(privilege));
    expect(rightsFault(missing, required, "ci@pve!deploy", "host3")).toMatchInlineSnapshot(`
     "ci@pve!deploy lacks these rights on host3 for the deploy:
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
