/** The shape of `show --json`, which programs read. */
import type { AccessReview } from "../../../cli/show/json";
import { deploy, plain, show } from "./bench";

test("prints one document, with what is known of each user, token, group and role", async () => {
  await deploy();
  const { stdout, stderr, exitCode } = await show(["--json"]);
  const { at, ...review } = JSON.parse(plain(stdout)) as AccessReview;
  const [cluster] = review.clusters;
  const { users, groups, roles, ...rest } = cluster!;
  expect({ ...review, clusters: [{ ...rest, users: [], groups: [], roles: [] }] }).toMatchInlineSnapshot(`
   {
     "clusters": [
       {
         "cluster": "host3",
         "endpoint": "https://host3:8006",
         "groups": [],
         "hidden": [],
         "login": "root@pam",
         "missing": [],
         "roles": [],
         "stack": "access",
         "users": [],
       },
     ],
     "source": "pve",
   }
  `);
  const { tokens, ...user } = users[0]!;
  expect({ ...user, tokens: [] }).toMatchInlineSnapshot(`
   {
     "comment": "OpenTofu/Terraform",
     "described": true,
     "enabled": true,
     "expires": "never",
     "groups": [],
     "owner": "access/host3",
     "rights": [
       {
         "grants": [
           {
             "described": true,
             "path": "/pool/lab",
             "propagate": true,
             "roleid": "ci-role",
             "subject": {
               "type": "user",
               "ugid": "opentofu@pve",
             },
           },
           {
             "described": true,
             "path": "/pool/lab",
             "propagate": true,
             "roleid": "opentofu-role",
             "subject": {
               "type": "user",
               "ugid": "opentofu@pve",
             },
           },
         ],
         "on": "path and below",
         "path": "/pool/lab",
         "privileges": [
           "VM.Audit",
           "VM.Clone",
           "VM.PowerMgmt",
           "VM.Snapshot",
         ],
         "unresolved": [],
         "withheld": [],
       },
     ],
     "tokens": [],
     "unlimited": false,
     "userid": "opentofu@pve",
   }
  `);
  expect(tokens[0]).toMatchInlineSnapshot(`
   {
     "comment": "OpenTofu/Terraform",
     "described": true,
     "expires": "never",
     "fullTokenid": "opentofu@pve!ci",
     "ignored": [],
     "owner": "access/host3",
     "privilegeSeparation": true,
     "rights": [
       {
         "grants": [
           {
             "described": true,
             "path": "/pool/lab",
             "propagate": true,
             "roleid": "ci-role",
             "subject": {
               "type": "token",
               "ugid": "opentofu@pve!ci",
             },
           },
         ],
         "on": "path and below",
         "path": "/pool/lab",
         "privileges": [
           "VM.Audit",
           "VM.Snapshot",
         ],
         "unresolved": [],
         "withheld": [],
       },
     ],
     "tokenid": "ci",
   }
  `);
  expect({ ...groups[0], rights: [] }).toMatchInlineSnapshot(`
   {
     "comment": "Lab",
     "described": true,
     "groupid": "lab-team",
     "members": [
       "jane@pve",
     ],
     "owner": "access/host3",
     "rights": [],
   }
  `);
  expect(roles[0]).toMatchInlineSnapshot(`
   {
     "described": true,
     "privileges": [
       "VM.Audit",
       "VM.Snapshot",
     ],
     "roleid": "ci-role",
   }
  `);
  expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
});

test("holds no secret of a token", async () => {
  await deploy();
  expect((await show(["--json"])).stdout).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
});
