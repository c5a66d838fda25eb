/** What an identity may say beside a user or a role that exists already, and beside an `acl` that grants nothing. */
import type { Draft } from "./draft";
import { type Fault, faultAt } from "./fault";

const PRIVILEGES = ["profile", "privileges", "add", "remove"];

/**
 * The contradictions of one identity.
 * @param access what holds `user`, `role`, `acl`, `parameters` and `token`
 * @param privileges what holds `profile`, `privileges`, `add` and `remove`
 */
export function existingFaults(access: Draft, privileges: Draft): Fault[] {
  return [...userFaults(access), ...roleFaults(access, privileges), ...nothingFaults(access, privileges)];
}

function userFaults(access: Draft): Fault[] {
  const user = access.at("user");
  if (!user.at("existing").present) return [];
  return besides(user).map((place) => faultAt(place, besideExisting("user")));
}

function roleFaults(access: Draft, privileges: Draft): Fault[] {
  const role = access.at("role");
  if (!role.at("existing").present) return [];
  const parameters = access.at("parameters");
  return [
    ...[...besides(role), ...privilegesOutside(access, privileges)].map((place) =>
      faultAt(place, besideExisting("role")),
    ),
    ...(parameters.present
      ? [faultAt(parameters, "confines a profile, and role.existing is none; give acl instead")]
      : []),
  ];
}

/** A token that is granted nothing has what its user has: somebody else has to have given that. */
function nothingFaults(access: Draft, privileges: Draft): Fault[] {
  const acl = access.at("acl");
  if (!acl.isEmptyList) return [];
  if (!access.at("user").at("existing").present)
    return [
      faultAt(acl, "is empty; without an entry the token can do nothing, unless user.existing has rights"),
    ];
  const described = [access.at("role"), ...privilegesOutside(access, privileges)];
  return [
    ...described
      .filter(({ present }) => present)
      .map((place) => faultAt(place, "would be granted nowhere, as acl is empty; leave one of them out")),
    ...(access.at("token").at("privilegeSeparation").isTrue
      ? [
          faultAt(
            acl,
            "is empty; a token with privilege separation can do nothing without an entry of its own",
          ),
        ]
      : []),
  ];
}

/** Those that do not stand in `role`. */
function privilegesOutside(access: Draft, privileges: Draft): Draft[] {
  if (privileges !== access) return [];
  return PRIVILEGES.map((name) => access.at(name)).filter(({ present }) => present);
}

function besides(object: Draft): Draft[] {
  return object.keys.filter((name) => name !== "existing").map((name) => object.at(name));
}

function besideExisting(what: string): string {
  return `cannot stand beside existing, since a ${what} that exists already is not changed; leave one of them out`;
}
