/** The identities of `cdktf.json`. */
import { type Identity, type ProxmoxConfiguration, identitiesOf, jsonPath } from "../../configuration";
import { asSentence, tokenidsOf, unknownWordFault } from "../../pve/names";
import { fullTokenid } from "../../pve/spec";
import { UserError } from "../../pve/user-error";
import type { Edit } from "../cdktf-json";
import type { NamedIdentity } from "../project";
import type { Rotated } from "./next";

/** An identity with the name that a command takes. */
export interface Configured extends NamedIdentity {
  readonly identity: Identity;
}

/** What the one is called that a cluster itself describes; no other is called so. */
const OWN = "access";

/** All identities of a cluster. @throws UserError with the nearest name when there is no such cluster */
export function configuredIdentities(
  { clusters }: ProxmoxConfiguration,
  key: string,
  file: string,
): readonly Configured[] {
  const cluster = Object.hasOwn(clusters, key) ? clusters[key] : undefined;
  if (cluster === undefined)
    throw new UserError(
      asSentence(unknownWordFault(`cluster of ${file}`, key, Object.keys(clusters)) ?? key),
    );
  return identitiesOf(key, cluster).map((identity) => {
    const { user, token } = identity.access;
    const [tokenid] = tokenidsOf(token);
    return { name: identity.name ?? OWN, fullTokenid: fullTokenid({ ...user, tokenid }), identity };
  });
}

/** The changes of cdktf.json, and how a person reads them. */
export interface Changes {
  readonly edits: readonly Edit[];
  readonly lines: readonly string[];
}

/** @param context `context.proxmox` as it is written, where a rotation may be a number */
export function changesOf(
  { place }: Identity,
  { now, next }: { readonly now: Rotated; readonly next: Rotated },
  context: unknown,
): Changes {
  const path = (name: string) => [...place, "token", name];
  const isNumber = typeof valueAt(context, path("rotation")) === "number";
  const written = (word: string) => (isNumber && String(Number(word)) === word ? Number(word) : word);
  const added = (next.keep ?? []).filter((word) => now.keep?.includes(word) !== true);
  const line = (name: string, before: unknown, after: unknown) =>
    `${jsonPath(["context", "proxmox", ...path(name)])}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`;
  const edits: Edit[] = [];
  const lines: string[] = [];
  if (next.rotation !== now.rotation) {
    edits.push({ path: path("rotation"), value: written(next.rotation) });
    lines.push(line("rotation", written(now.rotation), written(next.rotation)));
  }
  if (added.length > 0)
    edits.push(...added.map((word) => ({ path: [...path("keep"), -1], value: written(word) })));
  else if ((now.keep?.length ?? 0) > (next.keep?.length ?? 0)) edits.push({ path: path("keep"), value: [] });
  if (now.keep?.join() !== next.keep?.join()) lines.push(line("keep", now.keep ?? [], next.keep));
  return { edits, lines };
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (within, name) => (within as Readonly<Record<string, unknown>> | undefined)?.[name],
    value,
  );
}
