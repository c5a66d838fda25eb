/** Which privilege exists when, what profiles need and where, and what a list comes to on a release. All of it is pure. */
export { ASKED } from "./asked";
export {
  type Fault,
  type PrivilegeSettings,
  listFault,
  networkFault,
  privilegesFault,
  unusedFault,
} from "./faults";
export { gives } from "./need";
export { pathReleaseFault } from "./path-releases";
export { profileGrants, templatesOf } from "./profile-grants";
export {
  type Grant,
  grantPlaces,
  parameterPaths,
  profileRoles,
  unknownParameters,
  unusedParameters,
} from "./profile-places";
export type { PrivilegeName, ProfileName } from "./known-names";
export { PROFILE_NAMES, PROFILES, findProfile } from "./profiles";
export { reductionInWords, reductions } from "./reductions";
export { type PveRelease, type PveReleaseName, isAtLeast, parseRelease, releaseFault } from "./release";
export { type ResolvedPrivileges, resolvePrivileges } from "./resolve";
export { TURNING_POINTS, allPrivileges, knownPrivileges, replacements } from "./table";
export { type PveVersion, parseVersion } from "./version";
export { privilegesFor } from "./wanted";
