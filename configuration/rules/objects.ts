/** Users, roles and groups that are named several times. */
import { groupidFault, roleidFault, useridFault } from "../../pve/names";
import type { Draft } from "./draft";
import { type Fault, faultAt, jsonPath } from "./fault";
import { type Grantee, type Named, roleOf, userOf, written, writtenGroups } from "./written";

/** What a group says if it is granted something. */
const GRANT = ["role", "privileges", "profile", "add", "remove", "acl", "parameters"];

/** What is shared and may not be: one would change or delete it under the hands of another. */
export function sharedObjects(clusters: Draft): Fault[] {
  const identities = clusters.keys.flatMap((key) => written(key, clusters.at(key)));
  const groups = clusters.keys.flatMap((key) => writtenGroups(key, clusters.at(key)));
  const users = identities.flatMap((mine) =>
    mentionOf(mine, { ...userOf(mine), settings: mine.place.at("user") }, useridFault),
  );
  const granted = [
    ...groups.filter(({ place }) => GRANT.some((name) => place.at(name).present)),
    ...identities.filter(({ place }) => !place.at("acl").isEmptyList),
  ];
  const roles = granted.flatMap((mine) =>
    mentionOf(mine, { ...roleOf(mine), settings: mine.place.at("role") }, roleidFault),
  );
  const groupids = groups.flatMap((mine) => {
    const { place } = mine;
    return mentionOf(
      mine,
      { id: String(place.path.at(-1)), place, settings: place, exists: false },
      groupidFault,
    );
  });
  return [
    ...faultsOf(users, sharedUser),
    ...faultsOf(roles, sharedOther),
    ...faultsOf(groupids, sharedOther),
  ];
}

/** Where a user, a role or a group is named. */
interface Mention extends Pick<Grantee, "cluster"> {
  /** Tells the object from others: it is one where the endpoint is one; of an endpoint that is none, within the cluster. */
  readonly object: string;
  readonly id: string;
  readonly place: Draft;
  /** Its settings. */
  readonly settings: Draft;
  /** Whether it is said to exist already. */
  readonly exists: boolean;
}

function mentionOf(
  { cluster, endpoint }: Grantee,
  { id, ...rest }: Named & Pick<Mention, "settings">,
  idFault: (id: string) => string | undefined,
): Mention[] {
  if (id === undefined || idFault(id) !== undefined) return [];
  return [{ object: JSON.stringify([endpoint ?? { of: cluster }, id]), id, cluster, ...rest }];
}

/** @param judge what is wrong with a mention beside those before it that make the object; the first of these comes first */
function faultsOf(
  mentions: readonly Mention[],
  judge: (mention: Mention, first: Mention, makers: readonly Mention[]) => Fault[],
): Fault[] {
  const makers = new Map<string, Mention[]>();
  for (const mention of mentions.filter(({ exists }) => !exists)) {
    const known = makers.get(mention.object);
    if (known === undefined) makers.set(mention.object, [mention]);
    else known.push(mention);
  }
  return mentions.flatMap((mention) => {
    const all = makers.get(mention.object) ?? [];
    const [first] = all;
    if (first === undefined || first === mention) return [];
    if (mention.exists) return [doesNotExist(mention, first)];
    return judge(mention, first, all.slice(0, all.indexOf(mention)));
  });
}

/** Identities of one cluster may share a user. What each of them says of it counts for all, so none may say otherwise. */
function sharedUser(mention: Mention, first: Mention, makers: readonly Mention[]): Fault[] {
  if (mention.cluster !== first.cluster) return [sharedFault(mention, first)];
  return mention.settings.keys.flatMap((name) => {
    const setting = mention.settings.at(name);
    const other = makers
      .map(({ settings }) => settings.at(name))
      .find(({ present, raw }) => present && JSON.stringify(raw) !== JSON.stringify(setting.raw));
    if (other === undefined) return [];
    return [faultAt(setting, `${jsonPath(other.path)} says otherwise of ${mention.id}; say it once`)];
  });
}

function sharedOther(mention: Mention, first: Mention): Fault[] {
  return [sharedFault(mention, first)];
}

function sharedFault(mention: Mention, first: Mention): Fault {
  return faultAt(mention.place, `${otherPlace(mention, first)} is ${mention.id} too; give each its own`);
}

function doesNotExist(mention: Mention, first: Mention): Fault {
  const made = `${otherPlace(mention, first)} makes ${mention.id}, so it does not exist already`;
  return faultAt(mention.place, `${made}; name another one, or share a user by its userid`);
}

function otherPlace({ cluster }: Mention, first: Mention): string {
  return `${jsonPath(first.place.path)}${cluster === first.cluster ? "" : " at the same endpoint"}`;
}
