import { ConfigurationError, loadConfiguration } from "../../configuration";
import { duplicateKeyFaults } from "../../configuration/duplicate-keys";
import { H, P, faultsOf, one } from "./support";

test("all faults come at once, sorted, whatever else is wrong", () => {
  const context = one(
    {
      endpoint: 1,
      insecure: true,
      fingerprint: "x",
      nodes: 3,
      token: { tokenid: "1", rotation: "2", keep: ["2"] },
      user: { userid: "joe", email: [] },
    },
    { tfvars: { shape: "object", secret: "file" } },
  );
  expect(() => loadConfiguration(context)).toThrow(ConfigurationError);
  expect(faultsOf(context).map((fault) => fault.split(": ")[0])).toEqual([
    `${H}.endpoint`,
    `${H}.fingerprint`,
    `${H}.insecure`,
    `${H}.nodes`,
    `${H}.token.keep[0]`,
    `${H}.token.tokenid`,
    `${H}.user.email`,
    `${H}.user.userid`,
    `${P}.tfvars.shape`,
  ]);
});

test("the message lists the faults and says that nothing was changed", () => {
  expect(() => loadConfiguration({ clusters: {}, tfvars: { path: "" } })).toThrow(
    "cdktf.json has 2 faults; nothing was changed:\n" +
      "  context.proxmox.clusters: is empty; describe at least one cluster\n" +
      "  context.proxmox.tfvars.path: is empty",
  );
});

test("keys that are written twice are found with their places, which JSON.parse would not", () => {
  const text =
    '{\n "context": {"proxmox": {"clusters": {\n  "a": {"endpoint": "https://a"},\n  "a": {"acl": [{"path": "/", "path": "/"}]}\n}}}}';
  expect(duplicateKeyFaults(text)).toEqual([
    'context.proxmox.clusters.a.acl[0].path: "path" is written twice, again in line 4; only the last would count',
    'context.proxmox.clusters.a: "a" is written twice, again in line 4; only the last would count',
  ]);
  expect(duplicateKeyFaults('{"a": {"b": 1}, "c": {"b": 2}, "d": [{"b": 1}, {"b": 1}]}')).toEqual([]);
  expect(faultsOf(one({}), '{"a": 1, "a": 2}')).toHaveLength(1);
});
