/** What a cluster has beside users, roles and tokens, where a description names it. */
export { checkRealms, realmOf } from "./realms";
export { checkScopes } from "./scopes";
