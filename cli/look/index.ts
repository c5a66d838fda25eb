/** A look at a cluster with the engine of a deploy, without its last step: nothing is changed. */
export { holdersOf } from "./holders";
export { type Look, lookAt } from "./look";
