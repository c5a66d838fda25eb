import { createClient } from "../../../pve/wire/client";
import { LIMITS } from "../../../pve/wire/transport/deadline";
import { tokenAuthentication } from "../../../pve/wire/login/authentication";
import { RETRY_POLICY } from "../../../pve/wire/retry";
import { Silence } from "../../../pve/wire/transport/silence";
import { forgettable } from "../../../pve/wire/unreachable";
import { makeSelfSigned, type Identity } from "../../support/certificates";
import { testChannel } from "../../support/channel";
import { reply, startHttpsServer, type Handler, type TestServer } from "../../support/https-server";

let identity: Identity;
let server: TestServer;
let handler: Handler;

beforeAll(async () => {
  identity = await makeSelfSigned("host3");
  server = await startHttpsServer(identity, (request, response, n) => handler(request, response, n));
});
afterAll(() => server.stop());

function client() {
  const channel = testChannel(server.endpoint, identity.fingerprint, {
    limits: { ...LIMITS, totalMs: 400 },
    retry: { firstDelayMs: 1, maxDelayMs: 1, totalMs: 300 },
  });
  return createClient(channel, tokenAuthentication("root@pam!t", "12345678-1234-1234-1234-123456789abc", ""));
}

const mute: Handler = () => undefined;
const fine: Handler = (_request, response) => reply(response, 200, { data: "fine" });

test("a write without an answer, and all that is asked after it, come to an end together", async () => {
  handler = mute;
  const own = client();
  const before = server.requests.length;
  await expect(own.put("/a", {})).rejects.toMatchObject({
    code: "ETIMEDOUT",
    sent: true,
    resultUnknown: true,
  });
  const later = await Promise.allSettled([own.get("/b"), own.get("/c"), own.put("/d", {}), own.get("/e")]);
  const codes = later.map((result) => (result as { readonly reason?: { code?: string } }).reason?.code);
  // The first one had a little time left.
  expect(codes.slice(1)).toEqual(["SILENT", "SILENT", "SILENT"]);
  expect(["ETIMEDOUT", "SILENT"]).toContain(codes[0]);
  const [, , last] = later as readonly PromiseRejectedResult[];
  expect(last?.reason).toMatchObject({ sent: false, resultUnknown: false });
  expect(String(last?.reason)).toMatch(/https:\/\/127\.0\.0\.1:\d+: nothing was answered for 0\.7 s\. Check/);
  expect(forgettable(last?.reason)).toBe(true);
  expect(server.requests.length - before).toBe(2);
});

test("any answer ends the silence, a refusal too", async () => {
  const own = client();
  for (const answer of [fine, ((_request, response) => response.writeHead(403).end()) satisfies Handler]) {
    handler = mute;
    await expect(own.put("/a", {})).rejects.toMatchObject({ code: "ETIMEDOUT" });
    handler = answer;
    await own.get("/b").catch(() => undefined);
  }
  handler = fine;
  await expect(own.get("/c")).resolves.toBe("fine");
});

test("what is left is counted from the beginning of the silence", () => {
  const silence = new Silence(1_000);
  expect(silence.left()).toBe(1_000);
  silence.goesOn(performance.now() - 600);
  silence.goesOn(performance.now());
  expect(silence.left()).toBeLessThanOrEqual(400);
  silence.ends();
  expect(silence.left()).toBe(1_000);
});

test("there is time to ask a second time", () => {
  expect(LIMITS.totalMs).toBeLessThan(RETRY_POLICY.totalMs);
});
