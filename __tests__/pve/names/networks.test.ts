import { vnetFault, zoneFault } from "../../../pve/names";

test.each(["talos", "localnetwork", "z1"])("%s may be a zone", (zone) => {
  expect(zoneFault(zone)).toBeUndefined();
});

test.each(["talos/nodes", "talos/nodes/20"])("%s is a VNet with its zone", (vnet) => {
  expect(vnetFault(vnet)).toBeUndefined();
});

test.each([
  ["talos/nodes", /^"talos\/nodes" is no zone; for one VNet of it give vnet$/],
  ["a b", /no ACL path/],
])("%j is no zone", (zone, fault) => {
  expect(zoneFault(zone)).toMatch(fault);
});

test.each([
  ["nodes", /^"nodes" is no VNet with its zone; write it as zone\/vnet$/],
  ["/nodes", /write it as zone\/vnet/],
  ["localnetwork/vmbr0", /is a bridge of the nodes; give it as bridge$/],
  ["talos/nodes/trunk", /no ACL path/],
  ["talos/a b", /no ACL path/],
])("%j is no VNet with its zone", (vnet, fault) => {
  expect(vnetFault(vnet)).toMatch(fault);
});
