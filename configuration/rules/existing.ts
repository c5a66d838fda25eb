/** What an identity may say beside a user or a role that exists already, and beside an `acl` that grants nothing. */
import type { Draft } from "./draft";
import { type Fault, faultAt } from "./fault";
import { type Grantee, type Written, userOf, written, writtenGroups } from "./written";

const PRIVILEGES = ["profile", "privileges", "add", "remove"];

/** The contradictions of the identities and groups of one cluster. */
export function existingFaults(key: string, cluster: Draft): Fault[] {
  const identities = written(key, cluster);
  const groups = writtenGroups(key, cluster);
  return [
    ...[...groups, ...identities].flatMap(roleFaults),
    ...identities.flatMap((identity) => [...userFaults(identity), ...nothingFaults(identity, identities)]),
    ...groups
      .map(({ place }) => place.at("acl"))
      .filter((acl) => acl.isEmptyList)
      .map((acl) => faultAt(acl, "is empty; leave it out if nothing is granted to the group")),
  ];
}

function userFaults({ place }: Written): Fault[] {
  const user = place.at("user");
  if (!user.at("existing").present) return [];
  return besides(user).map((place) => faultAt(place, besideExisting("user")));
}

function roleFaults(identity: Grantee): Fault[] {
  const role = identity.place.at("role");
  if (!role.at("existing").present) return [];
  const parameters = identity.place.at("parameters");
  return [
    ...[...besides(role), ...privilegesOutside(identity)].map((place) =>
      faultAt(place, besideExisting("role")),
    ),
    ...(parameters.present
      ? [faultAt(parameters, "confines a profile, and role.existing is none; give acl instead")]
      : []),
  ];
}

/** A token that is granted nothing has what its user has: somebody else has to have given that. */
function nothingFaults(identity: Written, identities: readonly Written[]): Fault[] {
  const { place } = identity;
  const acl = place.at("acl");
  if (!acl.isEmptyList) return [];
  if (!hasRightsElsewhere(identity, identities))
    return [
      faultAt(
        acl,
        "is empty; without an entry the token can do nothing, as its user has no rights from elsewhere",
      ),
    ];
  const described = [place.at("role"), ...privilegesOutside(identity)];
  return [
    ...described
      .filter(({ present }) => present)
      .map((setting) => faultAt(setting, "would be granted nowhere, as acl is empty; leave one of them out")),
    ...(place.at("token").at("privilegeSeparation").isTrue
      ? [
          faultAt(
            acl,
            "is empty; a token with privilege separation can do nothing without an entry of its own",
          ),
        ]
      : []),
  ];
}

/** A user that exists already may have any; a group may be granted some, and another identity may share the user. */
function hasRightsElsewhere(identity: Written, identities: readonly Written[]): boolean {
  const { id, exists } = userOf(identity);
  const sharing = identities.filter((other) => userOf(other).id === id);
  return exists || sharing.some(({ place }) => !place.at("acl").isEmptyList || hasGroups(place));
}

function hasGroups(place: Draft): boolean {
  return place.at("user").at("groups").items.length > 0;
}

/** Those that do not stand in `role`. */
function privilegesOutside({ place, privileges }: Grantee): Draft[] {
  if (privileges !== place) return [];
  return PRIVILEGES.map((name) => place.at(name)).filter(({ present }) => present);
}

function besides(object: Draft): Draft[] {
  return object.keys.filter((name) => name !== "existing").map((name) => object.at(name));
}

function besideExisting(what: string): string {
  return `cannot stand beside existing, since a ${what} that exists already is not changed; leave one of them out`;
}
