/** The shapes of what Terraform hands over, and of what an earlier run has noted; the compiler holds them to `pve/spec`. */
import * as z from "zod/mini";
import type { AclEntry } from "../pve/objects";
import type {
  ClusterRequest,
  DeleteRequest,
  Description,
  Origin,
  ReconcileRequest,
  StackRequest,
  TokenFileRequest,
  TrustNote,
} from "../pve/spec";

export const strings = z.array(z.string());
export const texts = z.record(z.string(), z.string());

const cluster = z.object({
  key: z.string(),
  endpoint: z.string(),
  otherEndpoints: z.exactOptional(strings),
  insecure: z.boolean(),
  caFile: z.exactOptional(z.string()),
  fingerprint: z.exactOptional(z.string()),
  otherFingerprints: z.exactOptional(strings),
});
const token = { key: z.string(), fullTokenid: z.string() };
const tokens = z.array(z.object(token));
const ofCluster = { construct: z.string(), cluster, owner: z.string() };

export const clusterRequest = z.object(ofCluster) satisfies z.ZodMiniType<ClusterRequest>;

export const reconcileRequest = z.object({
  ...ofCluster,
  stateFiles: strings,
}) satisfies z.ZodMiniType<ReconcileRequest>;

export const deleteRequest = z.object({
  ...ofCluster,
  removalPolicy: z.enum(["automatic", "delete", "retain"]),
}) satisfies z.ZodMiniType<DeleteRequest>;

const tokenFileRequest = z.object({
  construct: z.string(),
  path: z.string(),
  variable: z.string(),
  shape: z.enum(["map", "object"]),
  tokens,
}) satisfies z.ZodMiniType<TokenFileRequest>;

export const stackRequest = z.object({
  construct: z.string(),
  stack: z.string(),
  names: z.string(),
  stateFiles: strings,
  secretsInState: z.boolean(),
  tokenFiles: z.array(tokenFileRequest),
}) satisfies z.ZodMiniType<StackRequest>;

export const description = z.object({
  clusters: z.record(
    z.string(),
    z.object({ cluster, reconcile: z.enum(["on-change", "always"]), settings: texts }),
  ),
  tokens: z.array(z.object({ ...token, construct: z.string(), rotation: z.string(), kept: strings })),
  files: z.array(z.object({ path: z.string(), place: z.string(), tokens })),
  bundles: z.array(z.object({ path: z.string(), place: z.string(), clusters: strings })),
  ssh: z.array(z.object({ key: z.string(), username: z.string(), node: z.string() })),
}) satisfies z.ZodMiniType<Description>;

export const begunNote = z.object({ cluster, settings: texts });

export const originsNote = z.record(z.string(), z.enum(["made", "there"])) satisfies z.ZodMiniType<
  Readonly<Record<string, Origin>>
>;

export const asideNote = z.record(
  z.string(),
  z.array(
    z.object({
      path: z.string(),
      roleid: z.string(),
      subject: z.object({ type: z.enum(["user", "group", "token"]), ugid: z.string() }),
      propagate: z.boolean(),
    }),
  ),
) satisfies z.ZodMiniType<Readonly<Record<string, readonly AclEntry[]>>>;

export const trustNote = z.object({
  ca: z.string(),
  otherHosts: z.exactOptional(strings),
}) satisfies z.ZodMiniType<TrustNote>;
