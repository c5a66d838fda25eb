/** A node behind a network: what goes in and out takes its time, and each connection is counted. */
import { createServer, connect, type AddressInfo, type Socket } from "node:net";

/** What came since it was asked last. */
export interface Came {
  readonly connections: number;
  readonly handshakes: number;
}

export interface Front {
  readonly port: number;
  came(): Came;
}

/** The first byte of a TLS handshake. */
const TLS_HANDSHAKE = 0x16;

/** Stands before a port of the loopback. @param latencyMs how long a byte takes to the other end and the answer back, in milliseconds */
export async function startFront(port: number, latencyMs: number): Promise<Front> {
  let came = { connections: 0, handshakes: 0 };
  const server = createServer({ noDelay: true }, (socket) => {
    came = { ...came, connections: came.connections + 1 };
    socket.once("data", ([first]: Buffer) => {
      if (first === TLS_HANDSHAKE) came = { ...came, handshakes: came.handshakes + 1 };
    });
    const back = connect({ port, host: "127.0.0.1", noDelay: true });
    pass(socket, back, latencyMs / 2);
    pass(back, socket, latencyMs / 2);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    came: () => {
      const since = came;
      came = { connections: 0, handshakes: 0 };
      return since;
    },
  };
}

function pass(from: Socket, to: Socket, delayMs: number): void {
  const later = delayMs === 0 ? (act: () => void) => act() : (act: () => void) => setTimeout(act, delayMs);
  from.on("data", (data) => later(() => to.write(data)));
  from.on("end", () => later(() => to.end()));
  from.on("error", () => to.destroy());
  from.on("close", () => later(() => to.destroy()));
}
