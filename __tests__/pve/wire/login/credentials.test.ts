import { readCredentials } from "../../../../pve/wire/login/credentials";
import { environmentKey } from "../../../../pve/names/variables";
import { UserError } from "../../../../pve/user-error";

const UUID = "12345678-1234-1234-1234-123456789abc";
const TOKEN = `root@pam!ci=${UUID}`;
const JANE = "jane.doe@example.com@sso";
const TICKET = "PVE:root@pam:66F0A1B2::signature";
const CSRF = "66F0A1B2:csrf";

const general = {
  token: { PROXMOX_VE_API_TOKEN: TOKEN },
  ticket: { PROXMOX_VE_AUTH_TICKET: TICKET, PROXMOX_VE_CSRF_PREVENTION_TOKEN: CSRF },
  password: { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: " pass word " },
};
const own = {
  token: { PROXMOX_VE_HOST3_API_TOKEN: `own@pve!ci=${UUID}` },
  ticket: {
    PROXMOX_VE_HOST3_AUTH_TICKET: "PVE:own@pve:66F0A1B2::signature",
    PROXMOX_VE_HOST3_CSRF_PREVENTION_TOKEN: CSRF,
  },
  password: { PROXMOX_VE_HOST3_USERNAME: "own@ldap.example", PROXMOX_VE_HOST3_PASSWORD: "own" },
};

describe("token wins over ticket, ticket over password, and the cluster's variables over general ones", () => {
  test.each<[string, NodeJS.ProcessEnv, object]>([
    ["token", general.token, { kind: "token", fullTokenid: "root@pam!ci", secret: UUID }],
    ["ticket", general.ticket, { kind: "ticket", userid: "root@pam", ticket: TICKET, csrfToken: CSRF }],
    [
      "password, blanks kept",
      general.password,
      { kind: "password", username: "root@pam", password: " pass word " },
    ],
    ["all", { ...general.password, ...general.ticket, ...general.token }, { kind: "token" }],
    ["ticket and password", { ...general.password, ...general.ticket }, { kind: "ticket" }],
    [
      "own password, general token",
      { ...general.token, ...own.password },
      { kind: "password", username: "own@ldap.example" },
    ],
    ["own ticket, general token", { ...general.token, ...own.ticket }, { kind: "ticket", userid: "own@pve" }],
    [
      "own and general token",
      { ...general.token, ...own.token },
      { kind: "token", fullTokenid: "own@pve!ci" },
    ],
    [
      "own password, general user",
      { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_HOST3_PASSWORD: "p" },
      { username: "root@pam" },
    ],
    [
      "general password, own user",
      { PROXMOX_VE_HOST3_USERNAME: "a@pve", PROXMOX_VE_PASSWORD: "p" },
      { username: "a@pve" },
    ],
    [
      "token of a directory's user",
      { PROXMOX_VE_API_TOKEN: `${JANE}!ci=${UUID}` },
      { kind: "token", fullTokenid: `${JANE}!ci`, secret: UUID },
    ],
    [
      "token of a user with a ! and a =",
      { PROXMOX_VE_API_TOKEN: `a!b=c@pve!ci=${UUID}` },
      { kind: "token", fullTokenid: "a!b=c@pve!ci", secret: UUID },
    ],
    [
      "ticket of a directory's user",
      { ...general.ticket, PROXMOX_VE_AUTH_TICKET: `PVE:${JANE}:66F0A1B2::signature` },
      { kind: "ticket", userid: JANE },
    ],
    [
      "password of a directory's user",
      { ...general.password, PROXMOX_VE_USERNAME: JANE },
      { kind: "password", username: JANE },
    ],
    ["password and code", { ...general.password, PROXMOX_VE_TOTP: "123456" }, { totp: "123456" }],
    ["blanks around, as pasted", { PROXMOX_VE_API_TOKEN: ` ${TOKEN}\n` }, { kind: "token", secret: UUID }],
    [
      "a cookie of a browser",
      { ...general.ticket, PROXMOX_VE_AUTH_TICKET: encodeURIComponent(TICKET) },
      { ticket: TICKET },
    ],
    [
      "empty variables count as unset",
      { ...general.password, PROXMOX_VE_API_TOKEN: "" },
      { kind: "password" },
    ],
  ])("%s", (_name, environment, expected) => {
    expect(readCredentials("host3", environment)).toMatchObject(expected);
  });
});

describe("half a login, or a malformed one, is named without showing a value", () => {
  test.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ["ticket alone", { PROXMOX_VE_AUTH_TICKET: TICKET }, /PROXMOX_VE_CSRF_PREVENTION_TOKEN is not/],
    [
      "ticket with another scope's CSRF token",
      { PROXMOX_VE_HOST3_AUTH_TICKET: TICKET, PROXMOX_VE_CSRF_PREVENTION_TOKEN: CSRF },
      /PROXMOX_VE_HOST3_CSRF_PREVENTION_TOKEN is not/,
    ],
    ["CSRF token alone", { PROXMOX_VE_CSRF_PREVENTION_TOKEN: CSRF }, /PROXMOX_VE_HOST3_AUTH_TICKET is not/],
    ["user alone", { PROXMOX_VE_USERNAME: "root@pam" }, /PROXMOX_VE_HOST3_PASSWORD is not/],
    ["password alone", { PROXMOX_VE_PASSWORD: "hunter2" }, /PROXMOX_VE_HOST3_USERNAME is not/],
    [
      "user without realm",
      { PROXMOX_VE_USERNAME: "root", PROXMOX_VE_PASSWORD: "hunter2" },
      /user with its realm/,
    ],
    [
      "a code that is none",
      { ...general.password, PROXMOX_VE_TOTP: "hunter2" },
      /PROXMOX_VE_TOTP must be the code/,
    ],
    [
      "token without secret",
      { PROXMOX_VE_API_TOKEN: "root@pam!ci" },
      /must look like user@realm!tokenid=secret/,
    ],
    ["token without realm", { PROXMOX_VE_API_TOKEN: `root!ci=${UUID}` }, /must look like/],
    ["token without name", { PROXMOX_VE_API_TOKEN: `root@pam=${UUID}` }, /must look like/],
    ["token with an empty name", { PROXMOX_VE_API_TOKEN: `root@pam!=${UUID}` }, /between "!" and "="/],
    ["the whole header", { PROXMOX_VE_API_TOKEN: `PVEAPIToken=${TOKEN}` }, /without "PVEAPIToken="/],
    ["only the secret", { PROXMOX_VE_API_TOKEN: UUID }, /must look like/],
    ["a secret that is no UUID", { PROXMOX_VE_API_TOKEN: "root@pam!ci=hunter2" }, /UUID/],
    [
      "a challenge for a ticket",
      { ...general.ticket, PROXMOX_VE_AUTH_TICKET: "PVE:!tfa!hunter2:x" },
      /malformed/,
    ],
    [
      "a challenge of PVE 7 for a ticket",
      { ...general.ticket, PROXMOX_VE_AUTH_TICKET: "PVE:tfa!root@pam:66F0A1B2::hunter2" },
      /malformed/,
    ],
    [
      "a line break in a ticket",
      { ...general.ticket, PROXMOX_VE_AUTH_TICKET: `${TICKET}\nX: hunter2` },
      /malformed/,
    ],
    [
      "a cookie of a browser that was cut",
      { ...general.ticket, PROXMOX_VE_AUTH_TICKET: "PVE%3Aroot@pam%3A66F0A1B2%3A%3Ahunter2%2" },
      /PROXMOX_VE_AUTH_TICKET is malformed/,
    ],
  ])("%s", (_name, environment, message) => {
    const read = () => readCredentials("host3", environment);
    expect(read).toThrow(UserError);
    expect(read).toThrow(message);
    for (const secret of [UUID, "hunter2", TICKET, CSRF]) expect(read).not.toThrow(secret);
  });
});

test("without any login, the error names the variables", () => {
  expect(() => readCredentials("my-host.3", {})).toThrow(
    /no login for cluster my-host\.3.*PROXMOX_VE_MY_HOST_3_API_TOKEN.*_AUTH_TICKET.*_PASSWORD.*proxmox-access login my-host\.3/,
  );
});

test.each([
  ["host3", "HOST3"],
  ["my-host.3", "MY_HOST_3"],
  ["über", "_BER"],
])("the key %s is %s in variable names", (key, name) => {
  expect(environmentKey(key)).toBe(name);
});
