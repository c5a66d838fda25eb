/** `clusters.<key>.identities.<name>`: each setting by itself. */
import * as z from "zod";
import { variableFault, lineFault, pathFault, tfvarsPathFault } from "./values";
import {
  ensure,
  oneOrMore,
  ownership,
  places,
  privileges,
  role,
  roleid,
  text,
  token,
  tokenid,
  user,
  userid,
} from "./access";
import { FLAVORS } from "../../constructs/private/env-text";

const tfvars = {
  path: text(tfvarsPathFault).exactOptional(),
  variable: text(variableFault).default("proxmox"),
  shape: z.enum(["map", "object", "split"]).default("map"),
  splitShape: z.enum(["map", "object"]).default("map"),
};

const env = {
  path: text(pathFault).exactOptional(),
  flavor: oneOrMore(z.enum(FLAVORS), `one of ${FLAVORS.join(", ")}`, "name at least one").prefault("bpg"),
};

const yaml = {
  path: text(pathFault).exactOptional(),
  region: text(lineFault).exactOptional(),
};

const outputs = {
  tfvars: z.strictObject(tfvars).exactOptional(),
  env: z.strictObject(env).exactOptional(),
  csi: z.strictObject(yaml).exactOptional(),
  ccm: z.strictObject(yaml).exactOptional(),
};

const identityUser = { userid: userid.exactOptional(), ...user };
const identityRole = { roleid: roleid.exactOptional(), ...role };
const identityToken = { tokenid: tokenid.exactOptional(), ...token };

const identity = {
  ...privileges,
  ...places,
  user: z.strictObject(identityUser).prefault({}),
  role: z.strictObject(identityRole).prefault({}),
  token: z.strictObject(identityToken).prefault({}),
  outputs: z.strictObject(outputs).exactOptional(),
  ...ownership,
  ensure: ensure.exactOptional(),
};

export const identitySchema = z.strictObject(identity);

/** The keys that exist at each place below an identity. */
export const IDENTITY_KEYS: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(identity),
  user: Object.keys(identityUser),
  role: Object.keys(identityRole),
  token: Object.keys(identityToken),
  outputs: Object.keys(outputs),
  "outputs.tfvars": Object.keys(tfvars),
  "outputs.env": Object.keys(env),
  "outputs.csi": Object.keys(yaml),
  "outputs.ccm": Object.keys(yaml),
};
