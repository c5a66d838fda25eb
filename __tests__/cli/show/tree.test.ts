/** The tree on the terminal: what a reader is told first. */
import { deploy, plain, show, synthesize } from "./bench";
import { populate } from "./scene";

test("shows who can do what, and what is ours", async () => {
  await deploy();
  const { stdout, stderr, exitCode } = await show();
  expect(plain(stdout)).toMatchInlineSnapshot(`
   "access/host3  https://host3:8006, as root@pam sees it
   ├─ user opentofu@pve  ours
   │  ├─ /pool/lab  ci-role + opentofu-role, 4 privileges
   │  ├─ token ci  ours, privilege separation
   │  │  └─ /pool/lab  ci-role, 2 privileges
   │  └─ token opentofu-token  ours, has what its user has, expires 2099-12-31
   ├─ user jane@pve  others', in lab-team
   │  └─ /pool/lab  PVEVMUser (by group lab-team, ours), 10 privileges
   ├─ user root@pam  others', every privilege everywhere, whatever it is granted
   └─ group lab-team  ours, with jane@pve
      └─ /pool/lab  PVEVMUser, 10 privileges
   "
  `);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
});

test("offline, shows what is described, without a login, and lists the privileges", async () => {
  synthesize();
  const { stdout, stderr, exitCode } = await show(["--described", "--privileges"], {});
  expect(plain(stdout)).toMatchInlineSnapshot(`
   "access/host3  https://host3:8006, as described
   ├─ user opentofu@pve  ours
   │  ├─ /pool/lab  ci-role + opentofu-role, 4 privileges
   │  │  └─ VM.Audit VM.Clone VM.PowerMgmt VM.Snapshot
   │  ├─ token ci  ours, privilege separation
   │  │  └─ /pool/lab  ci-role, 2 privileges
   │  │     └─ VM.Audit VM.Snapshot
   │  └─ token opentofu-token  ours, has what its user has, expires 2099-12-31
   └─ group lab-team  ours
      └─ /pool/lab  PVEVMUser, privileges not known here
   "
  `);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
});

test("tells what counts for less, or for nothing, than it seems", async () => {
  await populate();
  expect(plain((await show()).stdout)).toMatchInlineSnapshot(`
   "access/host3  https://host3:8006, as root@pam sees it
   ├─ user opentofu@pve  ours
   │  ├─ /pool/lab  PVEPoolAdmin (this path only, others') + ci-role + opentofu-role, 6 privileges
   │  ├─ below /pool/lab  ci-role + opentofu-role, 4 privileges
   │  ├─ token ci  ours, privilege separation
   │  │  └─ /pool/lab  ci-role, 2 privileges
   │  ├─ token opentofu-token  ours, has what its user has, expires 2099-12-31
   │  └─ token old  others', has what its user has, expired 2020-01-01
   │     └─ /storage  PVEDatastoreUser: without effect, since there is no privilege separation
   ├─ user auditor@pve  others'
   │  ├─ /  PVEAuditor, 7 privileges
   │  ├─ /pool/secret  NoAccess, nothing
   │  └─ token report  others', privilege separation
   │     ├─ /  Administrator, 7 of 47 privileges: its user has no more
   │     └─ /pool/secret  Administrator (from /), 0 of 47 privileges: its user has no more
   ├─ user former@pve  others', disabled
   │  └─ /  Administrator, 47 privileges
   ├─ user jane@pve  others', in lab-team
   │  └─ /pool/lab  PVEVMUser (by group lab-team, ours), 10 privileges
   ├─ user root@pam  others', every privilege everywhere, whatever it is granted
   ├─ user sam@pve  others', in lab-team, ops
   │  ├─ /pool/lab  PVEVMUser (by group lab-team, ours), 10 privileges
   │  └─ /vms  PVEVMAdmin (by group ops), 23 privileges
   ├─ group lab-team  ours, with jane@pve, sam@pve
   │  └─ /pool/lab  PVEVMUser, 10 privileges
   ├─ group ops  others', with sam@pve
   │  └─ /vms  PVEVMAdmin, 23 privileges
   └─ 2 users without any right or token: guest@pve, mail@pve
   "
  `);
});
