/** Users and roles that several identities name. */
import { roleidFault, useridFault } from "../../pve/names";
import type { Draft } from "./draft";
import { type Fault, faultAt, jsonPath } from "./fault";
import { type Written, nameIn, written } from "./written";

/** What is shared and may not be: one identity would change or delete it under the hands of another. */
export function sharedObjects(clusters: Draft): Fault[] {
  const all = clusters.keys.flatMap((key) => written(key, clusters.at(key)));
  const users = all.flatMap((mine) => mentionOf(mine, "user", useridFault));
  const roles = all.flatMap((mine) => mentionOf(mine, "role", roleidFault));
  return [...faultsOf(users, sharedUser), ...faultsOf(roles, sharedRole)];
}

/** Where an identity names a user or a role. */
interface Mention extends Pick<Written, "cluster"> {
  /** Tells the object from others: it is one where the endpoint is one; of an endpoint that is none, within the cluster. */
  readonly object: string;
  readonly id: string;
  readonly place: Draft;
  /** The settings of the user or the role. */
  readonly settings: Draft;
  /** Whether it is said to exist already. */
  readonly exists: boolean;
}

function mentionOf(
  mine: Written,
  object: "user" | "role",
  idFault: (id: string) => string | undefined,
): Mention[] {
  const { cluster, origin } = mine;
  const { place, id, exists } = nameIn(mine, object);
  if (id === undefined || idFault(id) !== undefined) return [];
  const name = JSON.stringify([origin ?? { of: cluster }, id]);
  return [{ object: name, id, cluster, place, exists, settings: mine.place.at(object) }];
}

/** @param judge what is wrong with a mention beside those before it that make the object; the first of these comes first */
function faultsOf(
  mentions: readonly Mention[],
  judge: (mention: Mention, first: Mention, makers: readonly Mention[]) => Fault[],
): Fault[] {
  return mentions.flatMap((mention, index) => {
    const all = mentions.filter(({ object, exists }) => object === mention.object && !exists);
    const [first] = all;
    if (first === undefined || first === mention) return [];
    if (mention.exists) return [doesNotExist(mention, first)];
    return judge(
      mention,
      first,
      all.filter((maker) => mentions.indexOf(maker) < index),
    );
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

function sharedRole(mention: Mention, first: Mention): Fault[] {
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
