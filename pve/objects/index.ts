/** The objects of PVE's access control as its API has them, one noun a file. */
export * from "./acl";
export * from "./authority";
export * from "./effective";
export * from "./group";
export * from "./mark";
export * from "./permissions";
export * from "./role";
export * from "./secret";
export * from "./seen";
export * from "./settings";
export * from "./token";
export * from "./user";
export * from "./version";
