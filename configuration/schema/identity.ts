/** `clusters.<key>.identities.<name>` and `clusters.<key>.groups.<groupid>`: each setting by itself. */
import * as z from "zod";
import { commentFault } from "../../pve/names";
import { FLAVORS, flavorsFault } from "../flavors";
import {
  existingRole,
  oneOrMore,
  ownership,
  places,
  privileges,
  roleid,
  text,
  token,
  tokenid,
  user,
  userid,
} from "./access";
import { lineFault, pathFault, tfvarsPathFault, variableFault } from "./values";

/** A variables file, without what only the main one has. */
const tfvars = {
  /** Relative to the project, or absolute; `<name>.tfvars` when left out. Clusters that name the same file share it. */
  path: text(tfvarsPathFault).exactOptional(),
  /** The variable that the file sets; `proxmox` when left out. */
  variable: text(variableFault).default("proxmox"),
  /** `map` when left out. */
  shape: z.enum(["map", "object", "split"]).default("map"),
  /** What `split` splits; `map` when left out. */
  splitShape: z.enum(["map", "object"]).default("map"),
};

const env = {
  /** Relative to the project, or absolute; `<key>-<name>.env` when left out. */
  path: text(pathFault).exactOptional(),
  /** The tools that shall read it; `bpg` when left out. */
  flavor: oneOrMore(z.enum(FLAVORS), `one of ${FLAVORS.join(", ")}`, "name at least one")
    .superRefine((flavors, context) => {
      const message = flavorsFault(flavors);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .prefault("bpg"),
};

const yaml = {
  /** Relative to the project, or absolute; `<name>-csi.yaml` or `<name>-ccm.yaml` when left out. Clusters that name the same file share it. */
  path: text(pathFault).exactOptional(),
  /** The cluster's `clusterName` when left out. */
  region: text(lineFault).exactOptional(),
};

const outputs = {
  /** A variables file for Terraform or OpenTofu. */
  tfvars: z.strictObject(tfvars).exactOptional(),
  /** Environment variables for a shell. */
  env: z.strictObject(env).exactOptional(),
  /** The configuration of proxmox-csi-plugin. */
  csi: z.strictObject(yaml).exactOptional(),
  /** The configuration of proxmox-cloud-controller-manager. */
  ccm: z.strictObject(yaml).exactOptional(),
};

const identityUser = {
  /** `name@realm`; `<name>@pve` when left out. */
  userid: userid.exactOptional(),
  ...user,
};

const identityRole = {
  /** `<name>-role` when left out, of a group `<groupid>-role`. With `parameters`, what roleids begin with. */
  roleid: roleid.exactOptional(),
  ...existingRole,
  ...ownership,
};

const identityToken = {
  /** `<name>-token` when left out. */
  tokenid: tokenid.exactOptional(),
  ...token,
};

/** A group of users, and what is granted to it. */
export const groupSchema = z.strictObject({
  /** Shown in PVE, followed by our mark; left out, it stays in PVE as it is. */
  comment: text(commentFault).exactOptional(),
  ...privileges,
  ...places,
  /** What its role is called, and whose it is. */
  role: z.strictObject(identityRole).prefault({}),
  ...ownership,
});

/** One identity beside the cluster's own. */
export const identitySchema = z.strictObject({
  ...privileges,
  ...places,
  /** The user whose access it is. */
  user: z.strictObject(identityUser).prefault({}),
  /** What its role is called, and whose it is. */
  role: z.strictObject(identityRole).prefault({}),
  /** The API token that programs use it with. */
  token: z.strictObject(identityToken).prefault({}),
  /** The files that get its token; `tfvars` when left out. */
  outputs: z.strictObject(outputs).exactOptional(),
  ...ownership,
});
