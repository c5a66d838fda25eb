/** What the end of tokens means for those who use them, in words. */
import { shellQuote } from "../../files/shell-word";
import { fullTokenid } from "../../pve/spec";
import { deleteToken } from "../../pve/pveum";
import { type SynthesizedCluster, describedIdentities } from "../project";
import type { Aim, Standing } from "./aims";

/** A token with what a look has told of it. */
export interface Looked extends Aim {
  readonly standing: Standing;
  /** The files here that hold its secret. */
  readonly holders: readonly string[];
}

/** One line a token: what it is called, and who uses it. */
export function aimInWords({ token, identity, standing, holders }: Looked): string {
  const full = fullTokenid(token);
  const isKept = identity?.token.kept.includes(full) === true;
  const remarks = [
    ...(isKept ? ["a former rotation"] : []),
    ...(holders.length > 0 ? [`in ${holders.join(" and ")}`] : []),
    ...(identity === undefined ? ["described no longer"] : []),
    ...(standing === "unmarked" ? ["its comment has lost our mark"] : []),
  ];
  return `${full}${remarks.length === 0 ? "" : `  (${remarks.join("; ")})`}`;
}

/** A token of ours that a description has left, as one with another rotation does before its deploy. */
export function stillThere(token: Aim["token"], { cluster: { key } }: SynthesizedCluster): string {
  const full = fullTokenid(token);
  return (
    `${key}: token ${full} is there, made by this set-up and described no longer. ` +
    `To delete it too: npx cdktf-proxmox-access revoke ${key} ${shellQuote(full)}`
  );
}

/** How to go on when the tokens are gone: which files hold a dead secret, and what gives another one. */
export function nextInWords(aims: readonly Looked[], described: SynthesizedCluster): readonly string[] {
  const { key } = described.cluster;
  const identities = describedIdentities([described]);
  const holders = [...new Set(aims.flatMap((aim) => aim.holders))];
  const dead = `${holders.join(" and ")} still ${holders.length === 1 ? "holds" : "hold"} a dead secret.`;
  const ways = identities.flatMap((one) => {
    const gone = aims.filter(({ identity }) => identity?.token === one.token);
    if (gone.length === 0) return [];
    const called = identities.length === 1 ? key : `${key} ${one.name}`;
    const rotate = `npx cdktf-proxmox-access rotate ${called}`;
    return gone.some(({ token }) => fullTokenid(token) === one.fullTokenid)
      ? [`A deploy would miss it. Give ${one.name} a new secret, and deploy: ${rotate} --deploy`]
      : [`A deploy would miss it. Take it out of \`keep\`, and deploy: ${rotate} --drop --deploy`];
  });
  return [...(holders.length > 0 ? [dead] : []), ...ways];
}

/** How to end tokens without this command. */
export function byHand(aims: readonly Aim[]): string {
  const lines = aims.map(({ token }) => `  ${deleteToken(token.userid, token.tokenid)}`);
  return `To delete by hand, run on a node, as root:\n${lines.join("\n")}`;
}
