/** The shapes of what Terraform hands over; the compiler holds them to `pve/spec`. */
import * as z from "zod/mini";
import type {
  DeleteRequest,
  Description,
  ReconcileRequest,
  StackRequest,
  TokenFileRequest,
} from "../pve/spec";

const strings = z.array(z.string());
export const texts = z.record(z.string(), z.string());

const cluster = z.object({
  key: z.string(),
  endpoint: z.string(),
  insecure: z.boolean(),
  caFile: z.exactOptional(z.string()),
  fingerprint: z.exactOptional(z.string()),
});
const tokens = z.array(z.object({ key: z.string(), fullTokenid: z.string() }));
const ofCluster = { construct: z.string(), cluster, owner: z.string() };

export const reconcileRequest = z.object({
  ...ofCluster,
  stateFiles: strings,
}) satisfies z.ZodMiniType<ReconcileRequest>;

export const deleteRequest = z.object({
  ...ofCluster,
  removalPolicy: z.enum(["automatic", "delete", "retain"]),
}) satisfies z.ZodMiniType<DeleteRequest>;

export const tokenFileRequest = z.object({
  construct: z.string(),
  path: z.string(),
  variable: z.string(),
  shape: z.enum(["map", "object"]),
  header: z.string(),
  tokens,
}) satisfies z.ZodMiniType<TokenFileRequest>;

export const stackRequest = z.object({
  construct: z.string(),
  stack: z.string(),
  names: z.string(),
  secretsInState: z.boolean(),
  tokenFiles: z.array(tokenFileRequest),
}) satisfies z.ZodMiniType<StackRequest>;

export const description = z.object({
  clusters: z.record(
    z.string(),
    z.object({ cluster, reconcile: z.enum(["on-change", "always"]), settings: texts }),
  ),
  files: z.array(z.object({ path: z.string(), location: z.string(), tokens })),
  ssh: strings,
}) satisfies z.ZodMiniType<Description>;
