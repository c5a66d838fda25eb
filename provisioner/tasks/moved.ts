import { variableName } from "../../pve/names";
import { type Seen, readMark, settingsIn, text } from "../../pve/objects";
import { decode, endpointsOf } from "../../pve/spec";
import type { Task } from "./tasks";

/**
 * What is wrong with another endpoint where nothing is that was deployed: behind it is another cluster. What was made at the former one
 * would stay there, working and unnoticed, and what others have made here would be taken for ours.
 */
export function movedFaults(
  { cluster, owner, deployed, described }: Task,
  seen: Pick<Seen, "users" | "groups">,
): readonly string[] {
  if (deployed === undefined || described === undefined) return [];
  const former = endpointsOf(deployed.cluster);
  const endpoints = endpointsOf(cluster);
  const marked = decode(deployed.settings).filter(
    (object) => object.kind !== "role" && object.kind !== "acl",
  );
  const isHere = marked.some(
    (object) => readMark(text(settingsIn(seen, object)?.["comment"]))?.owner === owner,
  );
  if (isHere || marked.length === 0 || endpoints.some((endpoint) => former.includes(endpoint))) return [];
  const { key } = cluster;
  return [
    `${key} was deployed to ${former.join(", ")}, and nothing of that is at ${endpoints.join(", ")}: this seems to be another cluster. ` +
      `Give it a key of its own; when ${key} is taken out, what was made at the former one is deleted. If the former one is gone for ` +
      `good, set ${variableName("UNREACHABLE", "cluster", key)}=forget.`,
  ];
}
