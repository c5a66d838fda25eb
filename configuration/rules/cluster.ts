/** What the settings of one cluster must be to each other. */
import {
  type Expires,
  endpointFault,
  normaliseEndpoint,
  normalizeAclPath,
  quote,
  renewalFault,
  rotateBeforeFault,
  rotationFault,
  tokenidFault,
} from "../../pve/names";
import {
  PROFILE_NAMES,
  allPrivileges,
  parseRelease,
  resolvePrivileges,
  unusedFault,
  unusedParameters,
} from "../../pve/privileges";
import type { ProfileSource } from "../../pve/spec";
import { PARAMETERS } from "../schema/access";
import { fingerprintFault, normaliseFingerprint } from "../schema/values";
import type { Draft } from "./draft";
import { type Fault, faultAt } from "./fault";
import { pathsOfVersion, placeOf } from "./path-releases";

/** The faults of one cluster by itself. */
export function clusterFaults(cluster: Draft): Fault[] {
  const version = cluster.at("pveVersion").text() ?? "";
  const identities = cluster.at("identities");
  const groups = cluster.at("groups");
  const named = [
    ...identities.keys.map((name) => identities.at(name)),
    ...groups.keys.map((groupid) => groups.at(groupid)),
  ];
  return [
    ...trustContradiction(cluster),
    ...repeated(cluster.at("endpoint"), (text) =>
      endpointFault(text) === undefined ? normaliseEndpoint(text, "endpoint") : undefined,
    ),
    ...repeated(cluster.at("fingerprint"), (text) =>
      fingerprintFault(text) === undefined ? normaliseFingerprint(text) : undefined,
    ),
    ...[cluster.at("role"), ...named].flatMap((role) => roleFaults(role, version)),
    ...[cluster, ...named].flatMap((access) => [
      ...repeatedPaths(access),
      ...keptRotations(access),
      ...renewals(access),
    ]),
    ...placeFaults(cluster, cluster.at("role"), version),
    ...named.flatMap((grantee) => placeFaults(grantee, grantee, version)),
    ...[cluster, ...named].flatMap((access) =>
      repeated(access.at("user").at("groups"), (groupid) => groupid || undefined),
    ),
  ];
}

/** @param role what holds `privileges`, or `profile`, `add` and `remove` */
function roleFaults(role: Draft, version: string): Fault[] {
  return [...privilegeSources(role), ...addedAndRemoved(role), ...privilegesOfVersion(role, version)];
}

/** A confined profile brings its paths along. */
function placeFaults(access: Draft, role: Draft, version: string): Fault[] {
  return [...parameterFaults(access, role), ...pathsOfVersion(access, profileSource(role), version)];
}

function parameterFaults(access: Draft, role: Draft): Fault[] {
  const parameters = access.at("parameters");
  if (!parameters.present) return [];
  if (access.at("acl").present)
    return [faultAt(parameters, "cannot stand beside acl: both say where; leave one of them out")];
  if (role.at("privileges").present)
    return [faultAt(parameters, "confines a profile, and privileges is a list; give acl instead")];
  return unusedOf(role, parameters);
}

/** A parameter that nothing in the profile depends on would look as if it confined something. */
function unusedOf(role: Draft, parameters: Draft): Fault[] {
  const source = profileSource(role);
  if (source === undefined) return [];
  const given = Object.fromEntries(parameters.keys.map((name) => [name, []]));
  return unusedParameters(source, given)
    .filter((name) => PARAMETERS.includes(name))
    .map((name) => faultAt(parameters.at(name), unusedFault(name, source.profiles)));
}

/** What the parameters confine; undefined when a profile is misspelt. */
function profileSource(role: Draft): ProfileSource | undefined {
  const profile = role.at("profile");
  const profiles = profile.items.length > 0 ? texts(profile) : [profile.text("opentofu-vm") ?? ""];
  if (!profiles.every((name) => PROFILE_NAMES.includes(name))) return undefined;
  return { profiles, add: texts(role.at("add")), remove: [] };
}

/** Nothing is verified, and this is what to verify: only one can be meant. */
function trustContradiction(cluster: Draft): Fault[] {
  if (!cluster.at("insecure").isTrue) return [];
  const verified = ["caFile", "fingerprint"].filter((key) => cluster.at(key).present);
  if (verified.length === 0) return [];
  return [
    faultAt(
      cluster.at("insecure"),
      `switches off what ${verified.join(" and ")} would verify; leave one of them out`,
    ),
  ];
}

function privilegeSources(role: Draft): Fault[] {
  if (!role.at("privileges").present) return [];
  return ["profile", "add", "remove"]
    .filter((key) => role.at(key).present)
    .map((key) =>
      faultAt(
        role.at(key),
        "cannot stand beside privileges, which are taken as written; leave one of them out",
      ),
    );
}

function addedAndRemoved(role: Draft): Fault[] {
  const removed = new Set(texts(role.at("remove")));
  return role
    .at("add")
    .items.filter((item) => removed.has(item.text() ?? ""))
    .map((item) =>
      faultAt(item, `${quote(item.text() ?? "")} stands in remove as well; leave one of them out`),
    );
}

/** A profile fits every version; what is written by name has to exist in the one that is written. */
function privilegesOfVersion(role: Draft, version: string): Fault[] {
  const release = parseRelease(version);
  if (release === undefined) return [];
  const known: readonly string[] = allPrivileges();
  const written = ["privileges", "add"].flatMap((key) => role.at(key).items);
  return written.flatMap((item) => {
    const name = item.text();
    if (name === undefined || !known.includes(name)) return [];
    return resolvePrivileges({ list: [name] }, release).unknown.map(({ instead }) => {
      const use = instead.length === 0 ? "leave it out" : `use ${instead.join(" or ")}`;
      return faultAt(item, `PVE ${version} does not know the privilege ${name}; ${use}`);
    });
  });
}

function repeatedPaths(access: Draft): Fault[] {
  const entries = access.at("acl").items.map((item) => {
    const place = placeOf(item);
    const path = place.text("/");
    return { place, path: path === undefined ? undefined : normalizeAclPath(path) };
  });
  const firsts = firstIndexes(entries.map(({ path }) => path));
  return entries.flatMap(({ place, path }, index) => {
    const first = firsts.get(path);
    if (path === undefined || first === index) return [];
    return [faultAt(place, `${path} is there already, as acl[${String(first)}]; leave one of them out`)];
  });
}

/** @param same what the text of an entry is compared by; undefined for one that has a fault already */
function repeated(list: Draft, same: (text: string) => string | undefined): Fault[] {
  const values = list.items.map((item) => same(item.text() ?? ""));
  const firsts = firstIndexes(values);
  return list.items.flatMap((item, index) => {
    const first = firsts.get(values[index]);
    if (values[index] === undefined || first === index) return [];
    return [faultAt(item, `is ${String(list.path.at(-1))}[${String(first)}] again; leave one of them out`)];
  });
}

/** With `keep`, each rotation is a token of its own, and but for `1` named after it. */
function keptRotations(access: Draft): Fault[] {
  const token = access.at("token");
  if (!token.at("keep").present) return [];
  const rotation = token.at("rotation").word("1");
  const kept = token.at("keep").items;
  const words = kept.map((item) => item.word());
  const firsts = firstIndexes(words);
  return [token.at("rotation"), ...kept].flatMap((place, index) => {
    const word = index === 0 ? rotation : words[index - 1];
    if (word === undefined || rotationFault(word) !== undefined) return [];
    if (tokenidFault(`t-${word}`) !== undefined) {
      return [faultAt(place, `${quote(word)} becomes part of the tokenid; use letters, digits and . - _`)];
    }
    if (index === 0) return [];
    if (word === rotation)
      return [faultAt(place, `${quote(word)} is the current rotation; keep names former ones only`)];
    return firsts.get(word) !== index - 1 ? [faultAt(place, `${quote(word)} is there already`)] : [];
  });
}

function renewals(access: Draft): Fault[] {
  const token = access.at("token");
  const place = token.at("rotateBefore");
  const before = place.text();
  if (before === undefined || rotateBeforeFault(before) !== undefined) return [];
  // What is of another type has a fault of its own.
  const expires = token.at("expires").raw as Expires | undefined;
  const fault = renewalFault(before, { expires, keep: token.at("keep").raw });
  return fault === undefined ? [] : [faultAt(place, fault)];
}

/** Where each value stands first. */
function firstIndexes(values: readonly (string | undefined)[]): ReadonlyMap<string | undefined, number> {
  return new Map(values.map((value, index) => [value, index] as const).reverse());
}

function texts(list: Draft): readonly string[] {
  return list.items.flatMap((item) => item.text() ?? []);
}
