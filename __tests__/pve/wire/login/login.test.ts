import { logIn, type PasswordLogin } from "../../../../pve/wire/login/login";
import { makeSelfSigned, type Identity } from "../../../support/certificates";
import { testChannel } from "../../../support/channel";
import { reply, startHttpsServer, type SeenRequest, type TestServer } from "../../../support/https-server";

const CODE = "123456";
const PASSWORD = "correct horse;&=";
const FULL = "PVE:a@ldap.example:66F0A1B2::full";
const challenge = (kinds: object): string =>
  `PVE:!tfa!${encodeURIComponent(JSON.stringify(kinds))}:66F0A1B2::half`;

let identity: Identity;
let server: TestServer;
let answer: (form: Record<string, string>, request: SeenRequest) => { status: number; body: unknown };

const granted = (ticket: string, more: object = {}) => ({
  status: 200,
  body: { data: { username: "a@ldap.example", ticket, CSRFPreventionToken: "66F0A1B2:csrf", ...more } },
});
const failure = { status: 401, body: { data: null, message: "authentication failure\n" } };

beforeAll(async () => {
  identity = await makeSelfSigned("host3");
  server = await startHttpsServer(identity, (request, response) => {
    const realms = { data: [{ realm: "pam" }, { realm: "pve" }, { realm: "ldap.example" }] };
    const isRealms = request.url === "/api2/json/access/domains";
    const form = Object.fromEntries(new URLSearchParams(request.body));
    const { status, body } = isRealms ? { status: 200, body: realms } : answer(form, request);
    reply(response, status, body);
  });
});
afterAll(() => server.stop());

const login = (changes: Partial<PasswordLogin> = {}) =>
  logIn(testChannel(server.endpoint, identity.fingerprint), {
    username: "a@ldap.example",
    password: PASSWORD,
    totp: () => Promise.resolve(CODE),
    totpAdvice: "Set a code.",
    from: "PROXMOX_VE_USERNAME and PROXMOX_VE_PASSWORD",
    ...changes,
  });

/** A PVE with two-factor login. */
function twoFactor(kinds: object): typeof answer {
  return (form) => {
    if (form["tfa-challenge"] === undefined) {
      return form["password"] === PASSWORD ? granted(challenge(kinds), { NeedTFA: 1 }) : failure;
    }
    const isRight = form["tfa-challenge"] === challenge(kinds) && form["password"] === `totp:${CODE}`;
    return isRight ? granted(FULL) : failure;
  };
}

test("a password gives a ticket, and no credential is sent but the form", async () => {
  let seen: SeenRequest | undefined;
  answer = (form, request) => {
    seen = request;
    expect(form).toEqual({ username: "a@ldap.example", password: PASSWORD, "new-format": "1" });
    return granted(FULL);
  };
  await expect(login()).resolves.toMatchObject({
    userid: "a@ldap.example",
    ticket: FULL,
    csrfToken: "66F0A1B2:csrf",
  });
  expect(seen?.headers.cookie).toBeUndefined();
  expect(seen?.headers.authorization).toBeUndefined();
});

test("no code is asked for when PVE wants none", async () => {
  answer = () => granted(FULL);
  await login({ totp: () => Promise.reject(new Error("asked")) });
});

test("the challenge of a second factor is answered with the code", async () => {
  answer = twoFactor({ totp: true, recovery: "available" });
  await expect(login()).resolves.toMatchObject({ ticket: FULL });
});

describe("a login that fails says why, and never the password", () => {
  test.each<[string, typeof answer, Partial<PasswordLogin>, RegExp]>([
    ["wrong password", () => failure, {}, /refused the login of a@ldap\.example.*PROXMOX_VE_PASSWORD/],
    [
      "unknown realm",
      () => failure,
      { username: "a@nosuch" },
      /has no realm nosuch.*it has ldap\.example, pam, pve/,
    ],
    [
      "no code",
      twoFactor({ totp: true }),
      { totp: () => Promise.resolve(undefined) },
      /two-factor.*Set a code\./,
    ],
    [
      "wrong code",
      twoFactor({ totp: true }),
      { totp: () => Promise.resolve("999999") },
      /refused the TOTP code/,
    ],
    ["another factor", twoFactor({ webauthn: {} }), {}, /not TOTP \(webauthn\)/],
    ["unreadable challenge", () => granted("PVE:!tfa!%:x", { NeedTFA: 1 }), {}, /not TOTP \(unknown\)/],
    [
      "challenge without end",
      () => granted(challenge({ totp: true }), { NeedTFA: 1 }),
      {},
      /refused the TOTP code/,
    ],
    [
      "no ticket",
      () => ({ status: 200, body: { data: { username: "a@ldap.example" } } }),
      {},
      /no ticket of PVE/,
    ],
    ["null", () => ({ status: 200, body: { data: null } }), {}, /no ticket of PVE/],
    ["a ticket with a line break", () => granted("PVE:a@b:1\nX: y"), {}, /no ticket of PVE/],
    ["quorum lost", () => ({ status: 500, body: { data: null, message: "no quorum!" } }), {}, /no quorum/],
  ])("%s", async (_name, behaviour, changes, message) => {
    answer = behaviour;
    const error: unknown = await login(changes).catch((thrown: unknown) => thrown);
    const text = String(error);
    expect(error).toBeInstanceOf(Error);
    expect(text).toMatch(message);
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain("999999");
  });
});
