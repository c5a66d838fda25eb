import { MINIMAL, stackOf, synthesized } from "../support/synth";

const two = { clusters: { ...MINIMAL.clusters, "9lives": { endpoint: "https://nine:8006/", insecure: true } } };

function fileOf(context: unknown) {
  const [file] = Object.values(synthesized(stackOf(context)).resource.local_file ?? {});
  if (!file) throw new Error("there is no file");
  return { ...file, content: file.content.replace(/\$\{sensitive[^}]*\}/g, "<secret>") };
}

test("a map of clusters", () => {
  expect(fileOf(two).content).toMatchInlineSnapshot();
});

test("the object of the only cluster", () => {
  expect(fileOf({ ...MINIMAL, tfvars: { shape: "object", variable: "pve" } }).content).toMatchInlineSnapshot();
});

test("the split map", () => {
  expect(fileOf({ ...two, tfvars: { shape: "split" } }).content).toMatchInlineSnapshot();
});

test("the split object", () => {
  expect(fileOf({ ...MINIMAL, tfvars: { shape: "split", splitShape: "object" } }).content).toMatchInlineSnapshot();
});

test("text that looks like a template stays text", () => {
  const host3 = { ...MINIMAL.clusters.host3, clusterName: '${path.root} $${x} %{if} "quoted"' };
  expect(fileOf({ clusters: { host3 } }).content).toContain(
    String.raw`cluster_name = "\u0024{path.root} $\u0024{x} \u0025{if} \"quoted\""`,
  );
});

test("the path is relative to the project, and seen from the module", () => {
  expect(fileOf({ ...MINIMAL, tfvars: { path: "../downstream/terraform.tfvars" } }).filename).toBe(
    "${path.module}/../../../../downstream/terraform.tfvars",
  );
});

test("with the secret in a file of its own, no secret is referred to anywhere", () => {
  const stack = synthesized(stackOf({ ...two, tfvars: { secret: "file" } }));
  expect(JSON.stringify(stack)).not.toMatch(/triggers\.secret/);
  expect(JSON.stringify(stack)).toContain("terraform.token.auto.tfvars");
});
