import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "../../provisioner/run";
import type { PveClient } from "../../pve/wire/client";
import { connect } from "../../pve/wire/connect";
import {
  type AclSpec,
  ENVIRONMENT,
  type IssueRequest,
  type ObjectRequest,
  type ObjectSpec,
  type ProofRequest,
  type RoleSpec,
  type TokenSpec,
  type UserSpec,
} from "../../pve/spec";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";

export const OWNER = "access/host3";
export const MARK = `(cdktf-proxmox-access: ${OWNER})`;

export const USER: UserSpec = {
  kind: "user",
  userid: "opentofu@pve",
  comment: "For OpenTofu",
  email: "",
  firstname: "",
  lastname: "",
  enable: true,
  expire: 0,
};
export const ROLE: RoleSpec = {
  kind: "role",
  roleid: "opentofu-role",
  privileges: { list: ["VM.Audit", "VM.Clone"] },
};
export const ACL: AclSpec = {
  kind: "acl",
  path: "/",
  roleid: ROLE.roleid,
  subject: { type: "user", ugid: USER.userid },
  propagate: true,
};
export const TOKEN: TokenSpec = {
  kind: "token",
  userid: USER.userid,
  tokenid: "opentofu-token",
  comment: "",
  privsep: false,
  expire: 0,
};
export const FULL_TOKENID = `${TOKEN.userid}!${TOKEN.tokenid}`;
export const TOKEN_ACL: AclSpec = { ...ACL, subject: { type: "token", ugid: FULL_TOKENID } };

/** What one call of the provisioner left behind. */
export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A simulated cluster and a provisioner that is logged in there. */
export interface Bench {
  readonly simulator: Simulator;
  /** A fresh folder for files. */
  readonly folder: string;
  readonly claim: (object: ObjectSpec, change?: Partial<ObjectRequest>) => Promise<Result>;
  readonly ensure: (object: ObjectSpec, change?: Partial<ObjectRequest>) => Promise<Result>;
  readonly delete: (object: ObjectSpec, change?: Partial<ObjectRequest>) => Promise<Result>;
  readonly issue: (token: TokenSpec, change?: Partial<IssueRequest>) => Promise<Result>;
  readonly prove: (change?: Partial<ProofRequest>) => Promise<Result>;
  readonly preflight: (objects: readonly ObjectSpec[], deployed?: object, adopt?: boolean) => Promise<Result>;
  /** Calls the provisioner with the login in the environment. */
  readonly call: (command: string, request: unknown, environment?: NodeJS.ProcessEnv) => Promise<Result>;
  /** A client of root@pam, for what others do to the cluster. */
  readonly login: () => Promise<PveClient>;
  /** Makes user, role and ACL as a deploy does. */
  readonly prepare: () => Promise<void>;
  /** Changes the environment of later calls. */
  readonly environment: NodeJS.ProcessEnv;
}

export async function startBench(
  pve: SimulatorOptions["pve"],
  options: Omit<SimulatorOptions, "pve"> = {},
): Promise<Bench> {
  const simulator = await startSimulator({ pve, ...options });
  const folder = mkdtempSync(join(tmpdir(), "provisioner-"));
  const cluster = {
    key: "host3",
    endpoint: simulator.endpoint,
    insecure: false,
    fingerprint: simulator.fingerprint,
  };
  const base = { cluster, owner: OWNER, construct: "access/host3/thing" };
  const login: NodeJS.ProcessEnv = {
    PROXMOX_VE_USERNAME: "root@pam",
    PROXMOX_VE_PASSWORD: simulator.rootPassword,
    PROXMOX_VE_RETRY_SECONDS: "3",
  };
  const call = (command: string, request: unknown, environment: NodeJS.ProcessEnv = {}) =>
    provision(command, {
      ...login,
      [ENVIRONMENT.key]: "one",
      ...environment,
      [ENVIRONMENT.request]: JSON.stringify(request),
    });
  const request = (object: ObjectSpec, change: object = {}) => ({
    ...base,
    objects: { one: { object, settings: {} } },
    adopt: false,
    removalPolicy: "automatic",
    ...change,
  });
  const ensure: Bench["ensure"] = (object, change) =>
    call(`ensure ${object.kind}`, request(object, change), { [ENVIRONMENT.self]: "{}" });
  let issued = 0;
  const secretFile = () => join(folder, ".secrets", "host3", String(issued));
  return {
    simulator,
    folder,
    environment: login,
    call,
    ensure,
    login: () => connect(cluster, { environment: login, notice: () => undefined }),
    claim: (object, change) => call(`claim ${object.kind}`, request(object, change)),
    delete: (object, change) =>
      call(`delete ${object.kind}`, request(object, change), {
        [ENVIRONMENT.self]: JSON.stringify(triggers(object)),
      }),
    issue: (token, change) =>
      call(
        "issue token",
        {
          ...request(token),
          acl: [],
          secret: "file",
          stateFiles: [join(folder, "terraform.tfstate")],
          ...change,
        },
        { [ENVIRONMENT.secretFile]: ((issued += 1), secretFile()) },
      ),
    prove: (change) =>
      call(
        "prove access",
        {
          ...base,
          userid: TOKEN.userid,
          tokenid: TOKEN.tokenid,
          privsep: false,
          grants: [{ path: "/", roleid: ROLE.roleid, privileges: ROLE.privileges, propagate: true }],
          secretFolder: join(folder, ".secrets", "host3"),
          removeSecrets: true,
          context: {
            reconcile: "on-change",
            acl: "access/host3/acl",
            subjects: [USER.userid, FULL_TOKENID],
            further: [],
          },
          ...change,
        },
        { [ENVIRONMENT.secretFile]: secretFile() },
      ),
    preflight: (objects, deployed, adopt = false) =>
      call(
        "preflight access",
        {
          construct: base.construct,
          clusters: [{ cluster, owner: OWNER }],
          objects: Object.fromEntries(
            objects.map((object) => [
              name(object),
              { object, adopt, removalPolicy: "automatic", state: "deployed" },
            ]),
          ),
        },
        deployed && { [ENVIRONMENT.deployed]: gzipSync(JSON.stringify(deployed)).toString("base64") },
      ),
    prepare: async () => {
      for (const object of [USER, ROLE, ACL]) expectGreen(await ensure(object));
    },
  };
}

/** Fails with what the provisioner said. */
export function expectGreen(result: Result): void {
  expect(result).toMatchObject({ code: 0, err: "" });
}

/** The key of an object in a preflight. */
export function name(object: ObjectSpec): string {
  const { cluster = "", ...identity } = triggers(object);
  return `${cluster} ${object.kind} ${Object.values(identity).join(" ")}`;
}

async function provision(command: string, environment: NodeJS.ProcessEnv): Promise<Result> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(command, environment, {
    out: (line) => out.push(line),
    error: (line) => err.push(line),
  });
  return { code, out: out.join("\n"), err: err.filter((line) => !/is trusted by/.test(line)).join("\n") };
}

function triggers(object: ObjectSpec): Record<string, string> {
  switch (object.kind) {
    case "user":
      return { cluster: "host3", userid: object.userid };
    case "role":
      return { cluster: "host3", roleid: object.roleid };
    case "acl": {
      const { path, roleid, subject } = object;
      return { cluster: "host3", path, roleid, subject_type: subject.type, ugid: subject.ugid };
    }
    case "token":
      return { cluster: "host3", userid: object.userid, tokenid: object.tokenid };
  }
}
