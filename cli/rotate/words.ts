/** What a rotation changes, in sentences. */
import { tokenidsOf } from "../../pve/names";
import { fullTokenid } from "../../pve/spec";
import type { Rotated } from "./next";

/** The token that is rotated. */
export interface Token {
  readonly userid: string;
  /** Without the rotation. */
  readonly tokenid: string;
}

/** Whose token it is, and where its secret goes. */
export interface Place {
  readonly cluster: string;
  /** As a command takes it: `host3`, or `host3 plan`. */
  readonly called: string;
  /** The files with its token; empty if nothing was synthesized yet. */
  readonly files: readonly string[];
}

/** What a deploy does, one sentence a line, and what to do later. */
export function deployInWords(
  token: Token,
  { now, next }: { readonly now: Rotated; readonly next: Rotated },
  { cluster, called, files }: Place,
): readonly string[] {
  const namesOf = (rotated: Rotated) =>
    tokenidsOf({ ...rotated, tokenid: token.tokenid }).map((tokenid) => fullTokenid({ ...token, tokenid }));
  const [before, after] = [namesOf(now), namesOf(next)];
  const [current = ""] = after;
  const ended = before.filter((name) => !after.includes(name));
  const kept = after.slice(1);
  const into = files.length === 0 ? "" : `, and writes it into ${files.join(" and ")}`;
  return [
    ...(next.rotation === now.rotation
      ? []
      : [`A deploy gives token ${current} on ${cluster} a new secret${into}.`]),
    ...(before.includes(current) && next.rotation !== now.rotation
      ? ["Its former secret dies at that moment: whoever uses it needs the new one."]
      : []),
    ...(ended.length > 0
      ? [
          `A deploy deletes ${ended.join(" and ")}: ${ended.length === 1 ? "its secret dies" : "their secrets die"} at that moment.`,
        ]
      : []),
    ...(kept.length > 0
      ? [
          `${kept.join(" and ")} ${kept.length === 1 ? "lives" : "live"} on. When nobody uses ${kept.length === 1 ? "it" : "them"} any more: ` +
            `npx cdktf-proxmox-access rotate ${called} --drop`,
        ]
      : []),
  ];
}
