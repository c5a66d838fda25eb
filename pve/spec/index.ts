/** What travels between constructs and provisioner: the only module that both sides import. */
export * from "./objects";
export * from "./identity";
export * from "./settings";
export * from "./cluster";
export * from "./description";
export * from "./request";
