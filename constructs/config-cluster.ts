/** What the settings of one cluster must be to each other. */
import { normalizeAclPath, tokenidFault } from "../pve/names";
import { allPrivileges, resolvePrivileges } from "../pve/privileges";
import { parseRelease } from "../pve/release";
import { quote } from "../pve/words";
import type { Draft } from "./config-draft";
import { type Fault, faultAt } from "./config-faults";

/** The faults of one cluster by itself. */
export function clusterFaults(cluster: Draft): Fault[] {
  return RULES.flatMap((rule) => rule(cluster));
}

const RULES: readonly ((cluster: Draft) => Fault[])[] = [
  trustContradiction,
  privilegeSources,
  addedAndRemoved,
  privilegesOfVersion,
  repeatedPaths,
  keptRotations,
];

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

function privilegeSources(cluster: Draft): Fault[] {
  const role = cluster.at("role");
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

function addedAndRemoved(cluster: Draft): Fault[] {
  const removed = texts(cluster.at("role").at("remove"));
  return cluster
    .at("role")
    .at("add")
    .items.filter((item) => removed.includes(item.text() ?? ""))
    .map((item) =>
      faultAt(item, `${quote(item.text() ?? "")} stands in remove as well; leave one of them out`),
    );
}

/** A profile fits every version; what is written by name has to exist in the one that is written. */
function privilegesOfVersion(cluster: Draft): Fault[] {
  const version = cluster.at("pveVersion").text() ?? "";
  const release = parseRelease(version);
  if (release === undefined) return [];
  const known = allPrivileges();
  const written = ["privileges", "add"].flatMap((key) => cluster.at("role").at(key).items);
  return written.flatMap((item) => {
    const name = item.text();
    if (name === undefined || !known.includes(name)) return [];
    return resolvePrivileges({ list: [name] }, release).unknown.map(({ instead }) => {
      const use = instead.length === 0 ? "leave it out" : `use ${instead.join(" or ")}`;
      return faultAt(item, `PVE ${version} does not know the privilege ${name}; ${use}`);
    });
  });
}

function repeatedPaths(cluster: Draft): Fault[] {
  const entries = cluster.at("acl").items.map((item) => {
    const path = item.at("path").text("/");
    return { place: item.at("path"), path: path === undefined ? undefined : normalizeAclPath(path) };
  });
  return entries.flatMap(({ place, path }, index) => {
    const first = entries.findIndex((other) => other.path === path);
    if (path === undefined || first === index) return [];
    return [faultAt(place, `${path} is there already, as acl[${String(first)}]; leave one of them out`)];
  });
}

/** With `keep`, each rotation is a token of its own, named after it. */
function keptRotations(cluster: Draft): Fault[] {
  const token = cluster.at("token");
  if (!token.at("keep").present) return [];
  const rotation = token.at("rotation").word("1");
  const kept = token.at("keep").items;
  const words = kept.map((item) => item.word());
  return [token.at("rotation"), ...kept].flatMap((place, index) => {
    const word = index === 0 ? rotation : words[index - 1];
    if (word === undefined) return [];
    if (tokenidFault(`t-${word}`) !== undefined) {
      return [faultAt(place, `${quote(word)} becomes part of the tokenid; use letters, digits and . - _`)];
    }
    if (index === 0) return [];
    if (word === rotation)
      return [faultAt(place, `${quote(word)} is the current rotation; keep names former ones only`)];
    return words.indexOf(word) < index - 1 ? [faultAt(place, `${quote(word)} is there already`)] : [];
  });
}

function texts(list: Draft): readonly string[] {
  return list.items.flatMap((item) => item.text() ?? []);
}
