/** A stand-in for npm's registry that takes what is published, and keeps it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a `npm publish` sends of a package. */
export interface Published {
  readonly name: string;
  readonly versions: Readonly<Record<string, unknown>>;
  /** Files by name, in base64. */
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

export interface NpmRegistry {
  readonly published: readonly Published[];
  /** What makes npm use it, and nothing else. */
  readonly environment: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

export async function startNpmRegistry(): Promise<NpmRegistry> {
  const published: Published[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const isPublish = request.method === "PUT" && request.headers.authorization === "Bearer of-a-test";
      if (isPublish) published.push(JSON.parse(Buffer.concat(chunks).toString()) as Published);
      response.writeHead(isPublish ? 201 : 404, { "Content-Type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    published,
    environment: {
      npm_config_registry: `http://${host}/`,
      [`npm_config_//${host}/:_authToken`]: "of-a-test",
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
