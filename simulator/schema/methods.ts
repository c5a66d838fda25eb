/** The methods of the simulated API: their paths, parameters and permission rules, per release. */
import methodData from "../data/methods.json";
import type { Permissions } from "../access/caller";
import type { Release } from "../releases";
import type { ParameterSchema, PropertySchema } from "./schema";

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";

export interface Method {
  /** `GET /access/users/{userid}` */
  readonly name: string;
  /** 0 for calls that need a ticket. */
  readonly allowtoken: number;
  readonly permissions?: Permissions;
  readonly parameters: ParameterSchema;
}

type MethodData = Omit<Method, "name" | "permissions"> & { readonly permissions?: unknown };

/** All methods of a release, by name. PVE 7 has SDN only where its package was installed. */
export function methodsOf(release: Release, hasSdn: boolean): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>();
  for (const [path, byVerb] of Object.entries(methodData as Record<string, Record<string, MethodData>>)) {
    for (const [verb, data] of Object.entries(byVerb)) {
      const name = `${verb} ${path}`;
      const parameters = parametersOf(name, data.parameters, release);
      methods.set(name, { ...data, name, parameters } as Method);
    }
  }
  if (release.name !== "9.2") methods.delete("POST /access/vncticket");
  if (release.major === 7) {
    for (const type of ["dir", "pci", "usb"]) methods.delete(`GET /cluster/mapping/${type}`);
    if (!hasSdn) for (const list of ["zones", "vnets"]) methods.delete(`GET /cluster/sdn/${list}`);
    methods.delete("PUT /access/users/{userid}/unlock-tfa");
    for (const [name, method] of methods) {
      if (name.startsWith("GET /access/tfa")) methods.set(name, { ...method, allowtoken: 0 });
    }
    methods.set("POST /access/tfa", { name: "POST /access/tfa", ...SECOND_FACTOR });
  }
  return methods;
}

/** The second step of PVE 7's old login. */
const SECOND_FACTOR: Omit<Method, "name"> = {
  allowtoken: 0,
  permissions: { user: "all" },
  parameters: { response: { type: "string" } },
};

function parametersOf(name: string, current: ParameterSchema, release: Release): ParameterSchema {
  const removed: string[] = [];
  if (name === "PUT /access/users/{userid}/token/{tokenid}") {
    if (!release.clearsTokenComment) removed.push("delete");
    if (release.name !== "9.2") removed.push("regenerate");
  }
  if (name === "PUT /access/password" && release.major === 7) removed.push("confirmation-password");
  if (name === "GET /pools" && release.major === 7) removed.push("poolid", "type");
  const entries = Object.entries(current).filter(([parameter]) => !removed.includes(parameter));
  return Object.fromEntries(
    entries.map(([parameter, schema]) => [parameter, older(parameter, schema, release)]),
  );
}

/** PVE 7 took passwords of five characters. */
function older(parameter: string, schema: PropertySchema, release: Release): PropertySchema {
  const isNewPassword = parameter === "password" && schema.minLength === 8;
  return isNewPassword && release.major === 7 ? { ...schema, minLength: 5 } : schema;
}

/** A request's path and verb, matched to a method. */
export interface Route {
  readonly method: Method;
  /** The values of `{…}` parts. */
  readonly pathValues: Readonly<Record<string, string>>;
}

/** Finds the method; empty parts of the path are skipped. */
export function findRoute(
  methods: ReadonlyMap<string, Method>,
  verb: string,
  path: string,
): Route | undefined {
  const parts = path.split("/").filter((part) => part !== "");
  for (const method of methods.values()) {
    const [methodVerb, template = ""] = method.name.split(" ");
    const pathValues = methodVerb === verb ? match(template, parts) : undefined;
    if (pathValues !== undefined) return { method, pathValues };
  }
  return undefined;
}

function match(template: string, parts: readonly string[]): Record<string, string> | undefined {
  const wanted = template.split("/").slice(1);
  if (wanted.length !== parts.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const given = parts[index] ?? "";
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined && part !== given) return undefined;
    if (name !== undefined && !/^\S+$/.test(given)) return undefined;
    if (name !== undefined) values[name] = given;
  }
  return values;
}
