/**
 * What settings must be to each other. Every rule looks at a draft, so that it reports its faults beside those of
 * single settings, and says nothing about what is of the wrong type.
 */
import { normalizeAclPath, tokenidFault } from "../pve/names";
import { allPrivileges, resolvePrivileges } from "../pve/privileges";
import { parseRelease } from "../pve/release";
import { quote } from "../pve/words";
import { backendCredentialHint, credentialPlaces } from "./config-backend";
import type { Draft } from "./config-draft";
import type { Fault } from "./config-faults";
import { clusterConflicts } from "./config-shared";

/** The faults of all rules. */
export function conflicts(root: Draft): Fault[] {
  const clusters = root.at("clusters");
  return [
    ...clusters.keys.flatMap((key) => ruleOfOne.flatMap((rule) => rule(clusters.at(key)))),
    ...clusterConflicts(clusters),
    ...shapes(root),
    ...backendCredentials(root.at("backend")),
  ];
}

const ruleOfOne: readonly ((cluster: Draft) => Fault[])[] = [
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
    fault(
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
      fault(
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
      fault(item, `${quote(item.text() ?? "")} stands in remove as well; leave one of them out`),
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
      return fault(item, `PVE ${version} does not know the privilege ${name}; ${use}`);
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
    return [fault(place, `${path} is there already, as acl[${String(first)}]; leave one of them out`)];
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
      return [fault(place, `${quote(word)} becomes part of the tokenid; use letters, digits and . - _`)];
    }
    if (index === 0) return [];
    if (word === rotation)
      return [fault(place, `${quote(word)} is the current rotation; keep names former ones only`)];
    return words.indexOf(word) < index - 1 ? [fault(place, `${quote(word)} is there already`)] : [];
  });
}

/** What the file can show depends on how many clusters it has, and on where the secrets go. */
function shapes(root: Draft): Fault[] {
  const tfvars = root.at("tfvars");
  const shape = tfvars.at("shape").text();
  const toFile = tfvars.at("secret").text() === "file";
  const split = shape === "split" || (toFile && !tfvars.at("shape").present);
  const faults: Fault[] = [];
  if (toFile && (shape === "map" || shape === "object")) {
    faults.push(
      fault(
        tfvars.at("shape"),
        'the tokens go to a second file, which is the shape "split"; write that, with splitShape "map" or "object"',
      ),
    );
  }
  if (
    tfvars.at("splitShape").present &&
    !split &&
    (shape === undefined || shape === "map" || shape === "object")
  ) {
    faults.push(
      fault(
        tfvars.at("splitShape"),
        'counts for the shape "split" only; leave it out, or write shape "split"',
      ),
    );
  }
  const single =
    shape === "object"
      ? "shape"
      : split && tfvars.at("splitShape").text() === "object"
        ? "splitShape"
        : undefined;
  const count = presentClusters(root.at("clusters"));
  if (single !== undefined && count !== 1) {
    faults.push(
      fault(
        tfvars.at(single),
        `"object" shows exactly one cluster, and ${String(count)} are present; use "map"`,
      ),
    );
  }
  return faults;
}

function presentClusters(clusters: Draft): number {
  return clusters.keys.filter((key) => {
    const cluster = clusters.at(key);
    const objects = ["user", "role", "token"].map((name) => cluster.at(name));
    return [cluster, ...objects].every((object) => object.at("ensure").text() !== "absent");
  }).length;
}

function backendCredentials(backend: Draft): Fault[] {
  return credentialPlaces(backend.at("config").raw).map((place) => ({
    path: [...backend.at("config").path, ...place],
    message: backendCredentialHint(backend.at("type").text()),
  }));
}

function texts(list: Draft): readonly string[] {
  return list.items.flatMap((item) => item.text() ?? []);
}

function fault(place: Draft, message: string): Fault {
  return { path: place.path, message };
}
