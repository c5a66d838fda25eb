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

  it("are reported with lines to paste, whose entries count on their own path only", () => {
    const required = requiredRights(OBJECTS);
    const missing = required
      .filter(({ privilege }) => /Sys.Modify|Permissions/.test(privilege))
      .map((right) => ({ ...right, held: right.path === "/vms" ? ["VM.Audit"] : [] }));
    expect(rightsFault(missing, required, "ci@pve!deploy", "host3")).toMatchInlineSnapshot(`
     "ci@pve!deploy lacks these rights on host3:
       Sys.Modify on /access
       Permissions.Modify on /vms
     Grant them on a node:
       pveum role add access-bootstrap --privs 'Realm.AllocateUser Sys.Audit Sys.Modify User.Modify'
       pveum acl modify /access --roles access-bootstrap --tokens 'ci@pve!deploy' --propagate 0
       # If ci@pve has more there, its own entry would replace that; look with: pveum user permissions ci@pve --path /access
       pveum acl modify /access --roles access-bootstrap --users ci@pve --propagate 0
       pveum role add bootstrap-c0cefdfd --privs 'Permissions.Modify VM.Audit'
       pveum acl modify /vms --roles bootstrap-c0cefdfd --tokens 'ci@pve!deploy' --propagate 0
       # If ci@pve has more there, its own entry would replace that; look with: pveum user permissions ci@pve --path /vms
       pveum acl modify /vms --roles bootstrap-c0cefdfd --users ci@pve --propagate 0"
    `);
  });
});
