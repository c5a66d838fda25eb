/** The matchers and the summary in a project that tests with vitest, as the guide says. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { ROOT } from "../../tools/toolchain/paths";
import { CDKTF, Consumer } from "../support/consumer";
import { currentNode } from "../support/current-node";

const STACK = `
const stack = new TerraformStack(Testing.app(), "team");
const cluster = new ProxmoxCluster(stack, "host3", {
  endpoint: "https://host3.example.org:8006",
  pveVersion: "9.2",
});
new ProxmoxAccess(stack, "ci", { cluster, user: { userid: "ci@pve" }, acl: [{ path: "/pool/lab" }] });
`;
const TEST = `
import { expect, test } from "vitest";
import { Testing, TerraformStack } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster } from "cdktf-proxmox-access";
import { type AccessMatchers, accessMatchers, summarizeAccess } from "cdktf-proxmox-access/testing";

DECLARATION
expect.extend(accessMatchers);
${STACK}
test("holds", () => {
  expect(stack).toGrantPrivilege("VM.Allocate", { to: "ci@pve", on: "/pool/lab" });
  expect(stack).not.toGrantRole("opentofu-role", { to: "ci@pve", on: "/" });
  expect(stack).toIssueToken("ci@pve!opentofu-token");
  expect(summarizeAccess(stack)).toMatchInlineSnapshot();
});
test("fails", () => {
  expect(stack).toIssueToken("ci@pve!other");
});
test("fails for a misspelt name", () => {
  // @ts-expect-error The compiler refuses it too.
  expect(stack).not.toGrantPrivilege("VM.Allocat", { to: "ci@pve", on: "/" });
});
test("fails for what is granted", () => {
  expect(stack).not.toGrantPrivilege("VM.Allocate", { to: "ci@pve", on: "/pool/lab" });
});
`;

/** As the guide declares the matchers, one text for each generation of vitest, the newest first. */
async function declarations(): Promise<string[]> {
  const guide = await readFile(path.join(ROOT, "docs/guides/tests-of-a-stack.md"), "utf8");
  return [...guide.matchAll(/^```text\n(declare module "vitest"[^]*?)^```$/gm)].map(([, text = ""]) => text);
}

it.each([
  ["5.1.1", 0],
  ["4.1.12", 1],
])("vitest %s gives verdicts with the summary, and fills an inline snapshot", async (vitest, generation) => {
  const { dependencies } = CDKTF;
  const consumer = await Consumer.create({ dependencies: { ...dependencies, vitest } });
  try {
    const declaration = (await declarations())[generation] ?? "";
    await consumer.write("stack.test.mts", TEST.replace("DECLARATION", declaration));
    await consumer.compile({ module: "nodenext", noEmit: true, skipLibCheck: true }, "stack.test.mts");
    const program = consumer.path("node_modules/vitest/vitest.mjs");
    const args = [program, "run", "--update", "--no-color"];
    const { exitCode, stdout, stderr } = await consumer.run(await currentNode(), args, { CI: "" });
    expect(`${stdout}${stderr}`).toMatch(/nothing describes the API token ci@pve!other/);
    expect(`${stdout}${stderr}`).toMatch(/did you mean VM\.Allocate\?/);
    expect(stdout).toMatch(/Tests +3 failed \| 1 passed/);
    expect(exitCode).toBe(1);
    const filled = await readFile(consumer.path("stack.test.mts"), "utf8");
    expect(filled).toContain("acl /pool/lab, user ci@pve has opentofu-role");
  } finally {
    await consumer.dispose();
  }
});
