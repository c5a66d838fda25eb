import { createHash } from "node:crypto";

/** A name for the stack: the path, as far as it can stand in one. */
export function idOf(kind: string, path: string): string {
  const plain = path.replace(/[^A-Za-z0-9.-]+/g, "-");
  const hash = createHash("sha256").update(path).digest("hex").slice(0, 8);
  return `${kind}-${plain === path ? plain : `${plain}-${hash}`}`;
}
