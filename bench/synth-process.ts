/** Synthesizes one stack in a fresh process: `<clusters>`, or `empty <resources>`. It writes the milliseconds that this took. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Stack, synthesize } from "./project";

function stackOf([first = "", second]: readonly string[]): Stack {
  if (first === "empty") return { resources: Array.from({ length: Number(second) }, () => "there") };
  const clusters = Array.from({ length: Number(first) }, (_, index) => {
    const key = `c${String(index + 1)}`;
    return [key, { endpoint: `https://${key}.example.org:8006` }] as const;
  });
  return { clusters: Object.fromEntries(clusters) };
}

const folder = mkdtempSync(join(tmpdir(), "bench-"));
const stack = stackOf(process.argv.slice(2));
const started = performance.now();
synthesize(folder, stack);
console.log(performance.now() - started);
rmSync(folder, { recursive: true });
