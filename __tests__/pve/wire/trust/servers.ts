import { tokenAuthentication } from "../../../../pve/wire/login/authentication";
import { createClient, type PveClient } from "../../../../pve/wire/client";
import type { Trust } from "../../../../pve/wire/trust/trust";
import type { Identity, TestAuthority } from "../../../support/certificates";
import { testChannel } from "../../../support/channel";
import { reply, startHttpsServer, type TestServer } from "../../../support/https-server";

export const SECRET = "12345678-1234-1234-1234-123456789abc";
export const WRONG = Array.from({ length: 32 }, () => "AB").join(":");
export const LOGIN = tokenAuthentication("root@pam!t", SECRET, "");

/** Servers of a test, which end with it. */
export class Servers {
  #running: Pick<TestServer, "stop">[] = [];

  /** Starts one that answers everything with `in`. */
  public async serve(identity: Identity): Promise<TestServer> {
    return this.add(
      await startHttpsServer(identity, (_request, response) => reply(response, 200, { data: "in" })),
    );
  }

  public add<T extends Pick<TestServer, "stop">>(server: T): T {
    this.#running.push(server);
    return server;
  }

  public async stop(): Promise<void> {
    await Promise.all(this.#running.map((server) => server.stop()));
    this.#running = [];
  }
}

export function clientFor(
  endpoint: string,
  trust: Omit<Trust, "key" | "insecure"> & Partial<Trust>,
): PveClient {
  const channel = testChannel(endpoint, "", { trust: { key: "host3", insecure: false, ...trust } });
  return createClient(channel, LOGIN);
}

export function ca({ certificate }: TestAuthority): NonNullable<Trust["ca"]> {
  return { file: "/ca.pem", pem: certificate };
}
