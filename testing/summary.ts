import { withoutEscapes } from "../constructs/private/hcl";
import {
  type AclSpec,
  type ObjectKind,
  type ObjectSpec,
  type TokenFileRequest,
  endpointsOf,
  fingerprintsOf,
  fullTokenid,
  nameOf,
} from "../pve/spec";
import { aclLines, groupLines, roleLines, tokenLines, userLines } from "./object-lines";
import { stateLines } from "./state-lines";
import { type ClusterAccess, type StackOrJson, type WrittenFile, readStack } from "./synthesized";
import { fromProject, indented, words } from "./words";

/**
 * A stack as a reviewer reads it: cluster → user → role → ACL → token → files → state, one thing a line, so that a changed
 * privilege is a changed line. Everything that changes what a deploy does is in it. It is made for inline snapshots, holds
 * no secret, and says the same on every machine.
 *
 * ```ts
 * expect(summarizeAccess(stack)).toMatchInlineSnapshot();
 * ```
 *
 * @param stack a stack, or its synthesized JSON
 */
export function summarizeAccess(stack: StackOrJson): string {
  const { clusters, files, tokenFiles, state } = readStack(stack);
  return [
    ...clusters.flatMap(clusterLines),
    ...files.flatMap(fileLines),
    ...tokenFiles.flatMap(tokenFileLines),
    ...stateLines(state),
  ].join("\n");
}

function clusterLines({ cluster, reconcile, objects, reasons, kept }: ClusterAccess): string[] {
  const { key, insecure, caFile } = cluster;
  const of = <K extends ObjectKind>(kind: K) =>
    objects.filter((object): object is Extract<ObjectSpec, { kind: K }> => object.kind === kind);
  const described = new Set(objects.map(nameOf));
  return [
    words(
      `cluster ${key}`,
      ...endpointsOf(cluster),
      insecure && "INSECURE",
      caFile !== undefined && `CA ${fromProject(caFile)}`,
      ...fingerprintsOf(cluster).map((fingerprint) => `fingerprint ${fingerprint}`),
      reconcile === "always" && "reconcile always",
    ),
    ...indented([
      ...of("group").flatMap(groupLines),
      ...of("user").flatMap(userLines),
      ...of("role").flatMap(roleLines),
      ...[...of("acl")].sort(byPlace).flatMap((entry) => aclLines(entry, described, reasons[nameOf(entry)])),
      ...of("token").flatMap((token) => tokenLines(token, described, kept.has(fullTokenid(token)))),
    ]),
  ];
}

/** By path; on one path users before groups, and these before tokens. */
function byPlace(one: AclSpec, other: AclSpec): number {
  const order = ["user", "group", "token"];
  const place = ({ path, subject: { type, ugid }, roleid }: AclSpec) =>
    `${path} ${String(order.indexOf(type))} ${ugid} ${roleid}`;
  return place(one) < place(other) ? -1 : 1;
}

/** Terraform expressions of what is trusted in the files that we write, and what a reader takes them for. */
const EXPRESSIONS: readonly (readonly [RegExp, string])[] = [
  [/\$\{[\w.-]+\.triggers\.ca\}/g, "<CA of a cluster>\n"],
  [/\$\{format\("# %s.*?file\("(?:\$\{path\.module\}\/)?(?:\.\.\/)*(.*?)"\)\)\)\)\}/g, "<CAs in $1>\n"],
  [/\$\{length\(regexall\("BEGIN CERTIFICATE".*?"export (\w+)=.*? : ""\}/g, "export $1=<file of CAs>\n"],
];

function fileLines({ filename, content }: WrittenFile): string[] {
  // What a user has written is escaped, and looks like no expression before the escapes are taken out.
  const told = EXPRESSIONS.reduce((text, [found, words]) => text.replace(found, words), content);
  const shown = withoutEscapes(told.replace(/\$\{sensitive\((.*?)\)\}/g, secret))
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const place = withoutEscapes(filename.replace(/^\$\{path\.module\}\//, ""));
  return [`file ${fromProject(place)}`, ...indented(shown)];
}

/** What stands for a secret: where it comes from, unless that is the token that is named before it. */
function secret(_: string, expression: string): string {
  const isOther = /^[\w.-]+$/.test(expression) && !/^null_resource\..*\.triggers\.secret$/.test(expression);
  return isOther ? `<secret from ${expression}>` : "<secret>";
}

function tokenFileLines({ path, variable, shape, tokens }: TokenFileRequest): string[] {
  const lines = tokens.map((token) => {
    const place = shape === "map" ? `${variable} ${token.key}` : variable;
    return `${place} ${token.fullTokenid}=<secret>`;
  });
  return [`file ${fromProject(path)}`, ...indented(lines)];
}
