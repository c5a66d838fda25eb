import { connect as dial, createServer } from "node:tls";
import type { Simulator } from "../../simulator";
import { makeSelfSigned } from "./certificates";
import { type TestServer, listen } from "./https-server";

/** Another node of a simulated cluster. */
export interface Node extends TestServer {
  readonly fingerprint: string;
}

/** A node with an endpoint and a certificate of its own; whatever it is asked, the simulated cluster behind it answers. @param wanted its port */
export async function startNode({ port }: Pick<Simulator, "port">, wanted = 0): Promise<Node> {
  const { key, cert, fingerprint } = await makeSelfSigned("host4", ["127.0.0.1"]);
  const server = createServer({ key, cert }, (socket) => {
    const back = dial({ port, host: "127.0.0.1", rejectUnauthorized: false });
    socket.pipe(back).pipe(socket);
    for (const [end, other] of [
      [socket, back],
      [back, socket],
    ] as const) {
      end.on("error", () => other.destroy());
      end.on("close", () => other.destroy());
    }
  });
  return { requests: [], fingerprint, ...(await listen(server, wanted)) };
}

/** An endpoint where nobody listens. */
export const DOWN = "https://127.0.0.1:1";
