/** What an identity may say beside a user or a role that exists already, and beside an `acl` that grants nothing. */
import type { Draft } from "./draft";
import { type Fault, faultAt } from "./fault";
import { type Written, nameIn } from "./written";

const PRIVILEGES = ["profile", "privileges", "add", "remove"];

/** The contradictions of the identities of one cluster. */
export function existingFaults(identities: readonly Written[]): Fault[] {
  return identities.flatMap((identity) => [
    ...userFaults(identity),
    ...roleFaults(identity),
    ...nothingFaults(identity, identities),
  ]);
}

function userFaults({ place }: Written): Fault[] {
  const user = place.at("user");
  if (!user.at("existing").present) return [];
  return besides(user).map((place) => faultAt(place, besideExisting("user")));
}

function roleFaults(identity: Written): Fault[] {
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
        "is empty; without an entry the token can do nothing, as nobody else grants its user anything",
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

/** A user that exists already may have any; another identity may grant to the user that they share. */
function hasRightsElsewhere(identity: Written, identities: readonly Written[]): boolean {
  const { id, exists } = nameIn(identity, "user");
  return (
    exists ||
    identities.some((other) => !other.place.at("acl").isEmptyList && nameIn(other, "user").id === id)
  );
}

/** Those that do not stand in `role`. */
function privilegesOutside({ place, privileges }: Written): Draft[] {
  if (privileges !== place) return [];
  return PRIVILEGES.map((name) => place.at(name)).filter(({ present }) => present);
}

function besides(object: Draft): Draft[] {
  return object.keys.filter((name) => name !== "existing").map((name) => object.at(name));
}

function besideExisting(what: string): string {
  return `cannot stand beside existing, since a ${what} that exists already is not changed; leave one of them out`;
}
