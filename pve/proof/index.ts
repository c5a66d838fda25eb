/** What a token can do, what it lacks, and what it has beyond its description. */
export type { Beyond } from "./origins";
export { type Proof, prove } from "./prove";
export { letsIn } from "./try";
