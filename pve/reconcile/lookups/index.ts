/** What a cluster has beside users, roles and tokens, where a description names it. */
export { checkRealms, realmOf } from "./realms";
export { checkReferences } from "./references";
export { checkScopes } from "./scopes";
