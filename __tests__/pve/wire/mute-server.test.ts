import { once } from "node:events";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { createClient, type PveClient } from "../../../pve/wire/client";
import { LIMITS } from "../../../pve/wire/transport/deadline";
import { PveNetworkError } from "../../../pve/wire/errors";
import { tokenAuthentication } from "../../../pve/wire/login/authentication";
import { forgettable } from "../../../pve/wire/unreachable";
import { testChannel, type ChannelChanges } from "../../support/channel";
import { listen, type TestServer } from "../../support/https-server";

const FINGERPRINT = Array(32).fill("AA").join(":");

function client(changes: ChannelChanges, endpoint: string): PveClient {
  const channel = testChannel(endpoint, FINGERPRINT, changes);
  return createClient(channel, tokenAuthentication("root@pam!t", "12345678-1234-1234-1234-123456789abc", ""));
}

describe("a server that does not finish connecting", () => {
  let mute: TestServer;

  beforeEach(async () => {
    mute = { requests: [], ...(await listen(createServer((socket) => socket.resume()))) };
  });
  afterEach(() => mute.stop());

  test("is given up in time, with nothing sent", async () => {
    const own = client({ limits: { ...LIMITS, connectMs: 50 } }, mute.endpoint);
    const error: unknown = await own.post("/a", {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PveNetworkError);
    expect(error).toMatchObject({ code: "ETIMEDOUT", sent: false, resultUnknown: false });
    expect(String(error)).toMatch(/no connection within 0\.05 s.*Check the endpoint/);
    await mute.drained();
  });

  test("is left at once by close", async () => {
    const own = client({}, mute.endpoint);
    const call = own.post("/a", {}).catch((thrown: unknown) => thrown);
    while (mute.connections() === 0) await new Promise((resolve) => setImmediate(resolve));
    own.close();
    await expect(call).resolves.toMatchObject({ name: "PveNetworkError", sent: false });
    await mute.drained();
  });
});

describe("a proxy that connects to a server which says nothing", () => {
  let proxy: Server;
  let opened: Socket[];

  beforeEach(async () => {
    opened = [];
    proxy = createHttpServer().on("connect", (_request, socket: Socket) => {
      opened.push(socket.on("error", () => undefined));
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
  });
  afterEach(async () => {
    proxy.close();
    opened.forEach((socket) => socket.destroy());
    await once(proxy, "close");
  });

  test("is given up in time, tried again, and can be forgotten", async () => {
    const { port } = proxy.address() as AddressInfo;
    const waited: string[] = [];
    const own = client(
      {
        proxy: new URL(`http://127.0.0.1:${String(port)}`),
        limits: { ...LIMITS, connectMs: 50 },
        retry: { firstDelayMs: 1, maxDelayMs: 1, totalMs: 300 },
        waiting: ({ message }) => waited.push(message),
      },
      "https://pve.example.org:8006",
    );
    const error: unknown = await own.post("/a", {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "ETIMEDOUT", sent: false, resultUnknown: false });
    expect(String(error)).toContain(
      `at https://pve.example.org:8006: no connection within 0.05 s through the proxy 127.0.0.1:${port}.`,
    );
    expect(forgettable(error)).toBe(true);
    expect(waited).toHaveLength(1);
    expect(opened.length).toBeGreaterThan(1);
  });
});
