/**
 * What settings must be to each other. Every rule looks at a draft, so that it reports its faults beside those of
 * single settings, and says nothing about what is of the wrong type.
 */
import { backendCredentialHint, credentialPlaces } from "../schema/backend";
import { clusterFaults } from "./cluster";
import { hasOwnAccess } from "./own-access";
import type { Draft } from "./draft";
import { existingFaults } from "./existing";
import { type Fault, faultAt } from "./fault";
import { sharedFaults } from "./shared";

/** The faults of all rules. */
export function conflicts(root: Draft): Fault[] {
  const clusters = root.at("clusters");
  return [
    ...clusters.keys.flatMap((key) => clusterFaults(clusters.at(key))),
    ...clusters.keys.flatMap((key) => existingFaults(key, clusters.at(key))),
    ...sharedFaults(clusters),
    ...shapes(root),
    ...backendCredentials(root.at("backend")),
    ...formerPassphrase(root.at("stateEncryption")),
  ];
}

/** What the file can show depends on how many clusters it has, and on where the secrets go. */
function shapes(root: Draft): Fault[] {
  const tfvars = root.at("tfvars");
  const toFile = tfvars.at("secret").text() === "file";
  const shape = tfvars.at("shape").text(toFile ? "split" : "map");
  if (shape === undefined) return [];
  return [
    ...(toFile ? [...secretOutside(tfvars, shape), ...identitiesOutside(root.at("clusters"))] : []),
    ...(shape === "split" ? [] : splitOfNothing(tfvars)),
    ...oneClusterOnly(tfvars, shape, root.at("clusters")),
  ];
}

function secretOutside(tfvars: Draft, shape: string): Fault[] {
  if (shape === "split") return [];
  const rule = 'cannot hold tokens with secret "file"; write "split", and splitShape "map" or "object"';
  return [faultAt(tfvars.at("shape"), rule)];
}

/** Their files are written by Terraform, whose state then has what they hold. */
function identitiesOutside(clusters: Draft): Fault[] {
  return clusters.keys
    .map((key) => clusters.at(key).at("identities"))
    .filter((identities) => identities.present)
    .map((identities) =>
      faultAt(
        identities,
        'write their tokens through the state, which tfvars.secret "file" keeps free of them',
      ),
    );
}

function splitOfNothing(tfvars: Draft): Fault[] {
  const place = tfvars.at("splitShape");
  return place.present ? [faultAt(place, 'counts with shape "split" only; leave it out')] : [];
}

function oneClusterOnly(tfvars: Draft, shape: string, clusters: Draft): Fault[] {
  const place = tfvars.at(shape === "split" ? "splitShape" : "shape");
  const count = clusters.keys.filter((key) => hasOwnAccess(clusters.at(key))).length;
  if (place.text() !== "object" || count === 1) return [];
  const found = `${String(count)} would be in the file`;
  return [faultAt(place, `"object" shows exactly one cluster, and ${found}; use "map"`)];
}

function backendCredentials(backend: Draft): Fault[] {
  return credentialPlaces(backend.at("config").raw).map((place) => ({
    path: [...backend.at("config").path, ...place],
    message: backendCredentialHint(backend.at("type").text()),
  }));
}

/** An encrypted state says by the name of the variable which passphrase it needs. */
function formerPassphrase(encryption: Draft): Fault[] {
  const former = encryption.at("formerPassphraseVariable");
  if (!former.present) return [];
  const current = encryption.at("passphraseVariable").text("state_passphrase");
  return [
    ...(former.text() === current
      ? [faultAt(former, "is passphraseVariable too; give the new passphrase in a variable of another name")]
      : []),
    ...(encryption.at("migrate").present
      ? [
          faultAt(
            encryption.at("migrate"),
            "and formerPassphraseVariable are two migrations; do one after the other",
          ),
        ]
      : []),
  ];
}
