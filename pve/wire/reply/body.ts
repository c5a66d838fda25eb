import type { Readable } from "node:stream";

/**
 * Reads a body as UTF-8, or gives up and resolves to `undefined` when it is longer than `limit` bytes. Chunks are copied
 * into one buffer as they come: millions of tiny ones would cost far more memory than their bytes.
 */
export async function readBody(stream: Readable, limit: number): Promise<string | undefined> {
  let buffer = Buffer.alloc(Math.min(limit, 16 * 1024));
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (length + chunk.length > limit) return undefined;
    if (length + chunk.length > buffer.length) {
      const larger = Buffer.alloc(Math.min(limit, Math.max(buffer.length * 2, length + chunk.length)));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
    length += chunk.copy(buffer, length);
  }
  return buffer.toString("utf8", 0, length);
}
