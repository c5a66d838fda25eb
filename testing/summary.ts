import { withoutEscapes } from "../constructs/private/hcl";
import type { PrivilegeSource, TokenFileRequest } from "../pve/spec";
import type { ShownAcl, ShownObject, ShownRole, ShownToken, ShownUser } from "./objects";
import { type ClusterAccess, type StackOrJson, type WrittenFile, readStack } from "./synthesized";

/**
 * A stack as a reviewer reads it: cluster → user → role → ACL → token → files, one thing a line, so that a changed
 * privilege is a changed line. It is made for inline snapshots, holds no secret, and says the same on every machine.
 *
 * ```ts
 * expect(summarizeAccess(stack)).toMatchInlineSnapshot();
 * ```
 *
 * @param stack a stack, or its synthesized JSON
 */
export function summarizeAccess(stack: StackOrJson): string {
  const { clusters, files, tokenFiles } = readStack(stack);
  return [
    ...clusters.flatMap(clusterLines),
    ...files.flatMap(fileLines),
    ...tokenFiles.flatMap(tokenFileLines),
  ].join("\n");
}

function clusterLines({ cluster, objects }: ClusterAccess): string[] {
  const trust = [cluster.insecure && "INSECURE", cluster.caFile !== undefined && `CA ${cluster.caFile}`];
  const pinned = cluster.fingerprint !== undefined && `fingerprint ${cluster.fingerprint}`;
  const of = <K extends ShownObject["kind"]>(kind: K) =>
    objects.filter((object): object is Extract<ShownObject, { kind: K }> => object.kind === kind);
  const lines = [
    ...of("user").flatMap(userLines),
    ...of("role").flatMap(roleLines),
    ...[...of("acl")].sort(byPlace).map(aclLine),
    ...of("token").map(tokenLine),
  ];
  return [words(`cluster ${cluster.key}`, cluster.endpoint, ...trust, pinned), ...indented(lines)];
}

function userLines({ userid, comment, email, firstname, lastname, enable, expires }: ShownUser): string[] {
  const name = [firstname, lastname].filter((part) => part !== "").join(" ");
  return [
    words(`user ${userid}`, !enable && "disabled", expiry(expires)),
    ...indented([
      ...(comment === "" ? [] : [`comment ${JSON.stringify(comment)}`]),
      ...(name === "" ? [] : [`name ${JSON.stringify(name)}`]),
      ...(email === "" ? [] : [`email ${email}`]),
    ]),
  ];
}

function roleLines({ roleid, privileges }: ShownRole): string[] {
  return [`role ${roleid}`, ...indented(privilegeLines(privileges))];
}

function privilegeLines(source: PrivilegeSource): readonly string[] {
  if ("list" in source) return source.list;
  return [
    ...source.profiles.map((profile) => `profile ${profile}`),
    ...source.add.map((privilege) => `+ ${privilege}`),
    ...source.remove.map((privilege) => `- ${privilege}`),
  ];
}

/** By path; on one path users before groups, and these before tokens. */
function byPlace(one: ShownAcl, other: ShownAcl): number {
  const order = ["user", "group", "token"];
  const place = (acl: ShownAcl) =>
    `${acl.path} ${String(order.indexOf(acl.subject.type))} ${acl.subject.ugid}`;
  return place(one) < place(other) ? -1 : 1;
}

function aclLine({ path, roleid, subject, propagate }: ShownAcl): string {
  return words(`acl ${path}`, `${subject.type} ${subject.ugid} has ${roleid}`, !propagate && "there only");
}

function tokenLine({ userid, tokenid, privsep, expires }: ShownToken): string {
  const reach = privsep ? "privilege separation" : "all that its user has";
  return words(`token ${userid}!${tokenid}`, reach, expiry(expires) || "never expires");
}

function fileLines({ path, content }: WrittenFile): string[] {
  const shown = withoutEscapes(content)
    .replace(/\$\{(?:sensitive\(.*\)|local\.[\w-]+)\}/g, "<secret>")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  return [`file ${fromProject(path)}`, ...indented(shown)];
}

function tokenFileLines({ path, variable, tokens }: TokenFileRequest): string[] {
  const lines = tokens.map(({ key, fullTokenid }) => `${variable} ${key} ${fullTokenid}=<secret>`);
  return [`file ${fromProject(path)}`, ...indented(lines)];
}

/** The project is above the stack's folder, `cdktf.out/stacks/<stack>`. */
function fromProject(path: string): string {
  return withoutEscapes(path)
    .replace(/^\$\{path\.module\}\//, "")
    .replace(/^(\.\.\/)+/, "");
}

function expiry(expires: string): string | false {
  return expires !== "never" && `expires ${expires}`;
}

function words(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(", ");
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
