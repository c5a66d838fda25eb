import { pathReleaseFault } from "../../../pve/privileges";
import { PVE_RELEASES } from "../../../simulator";
import { isAclPath } from "../../../simulator/schema/names";

const PATHS = [
  ...[
    "/",
    "/access",
    "/access/groups/admins",
    "/access/realm/pve",
    "/nodes/host3",
    "/storage/local",
    "/vms/100",
  ],
  ...["/mapping", "/mapping/pci", "/mapping/pci/gpu"],
  ...["/pool", "/pool/lab", "/pool/lab/ci", "/pool/lab/ci/nightly"],
  ...["/sdn", "/sdn/zones", "/sdn/zones/talos", "/sdn/zones/talos/nodes", "/sdn/zones/localnetwork/vmbr0/20"],
  ...["controllers", "dns", "ipams", "fabrics", "prefix-lists", "route-maps"].map((name) => `/sdn/${name}/x`),
];
const MATRIX = PVE_RELEASES.flatMap((pve) => PATHS.map((path) => [pve, path] as const));

test.each(MATRIX)("on %s, %s is refused exactly if PVE would refuse it", (pve, path) => {
  const [major = 0, minor = 0] = pve.split(".").map(Number);
  expect(pathReleaseFault(path, pve) === undefined).toBe(isAclPath(path, major, minor));
});

test.each([
  [
    "/mapping//pci/",
    "7.4-17",
    "PVE 7.4-17 has no ACL path /mapping/pci, as 8.0 and later have; leave it out",
  ],
  ["/pool/a/b", "8", undefined],
  ["/pool/a/b", "8.0", "PVE 8.0 has no ACL path /pool/a/b, as 8.1 and later have; leave it out"],
  ["/mapping", undefined, undefined],
  ["/nothing", "7.4", undefined],
])("%s on %s: %s", (path, pveVersion, fault) => {
  expect(pathReleaseFault(path, pveVersion)).toBe(fault);
});
