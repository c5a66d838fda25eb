import fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { literal } from "../../constructs/private/hcl";
import { hclString } from "../../files/hcl-string";
import { run } from "../../tools/processes";
import { eachTool } from "../support/tools";

/** Text that HCL could take for something else, more often than chance would have it. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("${", "%{", "$", "%", "{", "}", '"', "\\", "\n", "\r", "$${", "\\u0024"),
    ),
  )
  .map((parts) => parts.join("").normalize("NFC"));

eachTool("any text", (tool) => {
  test("comes back as it was: through the synthesized stack, and through the variables file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "escaping-"));
    // The same texts in every run, so that a failure can be looked at.
    const texts = fc.sample(text, { numRuns: 400, seed: 20260101 });
    try {
      const output = (value: unknown) => ({ value });
      writeFileSync(
        join(folder, "main.tf.json"),
        JSON.stringify({
          variable: { texts: { type: "list(string)" } },
          output: { stack: output(texts.map(literal)), file: output("${var.texts}") },
        }),
      );
      writeFileSync(join(folder, "terraform.tfvars"), `texts = [${texts.map(hclString).join(", ")}]\n`);
      const options = { cwd: folder, env: { ...process.env, ...tool.environment } };
      const applied = await run(tool.path, ["apply", "-auto-approve", "-input=false", "-no-color"], options);
      expect(applied.stderr).toBe("");
      const { stdout } = await run(tool.path, ["output", "-json"], options);
      const read = JSON.parse(stdout) as Record<"stack" | "file", { value: string[] }>;
      expect(read.file.value).toEqual(texts);
      expect(read.stack.value).toEqual(texts);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
