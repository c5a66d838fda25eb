export { type EnvFlavor, FLAVORS } from "./files/env-text";
