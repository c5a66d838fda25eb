/** Values for settings, never the default, each written as it comes out: two that differ mean something else. */
import fc from "fast-check";
import { commentFault, emailFault, personNameFault } from "../../pve/names";
import { allPrivileges } from "../../pve/privileges";

/** One arbitrary for each setting of a type: the compiler misses those that are left out. */
export type Others<T, Nested extends keyof T = never> = {
  readonly [K in Exclude<keyof T, Nested>]-?: fc.Arbitrary<unknown>;
};

const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
/** Composed, since Terraform normalizes every text. */
const having = (fault: (text: string) => string | undefined) =>
  line.map((text) => text.normalize("NFC").trim()).filter((text) => text !== "" && fault(text) === undefined);

export const yes = fc.constant(true);
export const name = fc.stringMatching(/^[a-z][a-z0-9]{2,8}$/).map((text) => `x${text}`);
export const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 }).map((list) => [...list].sort());
export const word = fc.stringMatching(/^[2-9][0-9a-z]{0,3}$/);
export const words = fc.uniqueArray(word, { maxLength: 2 }).map((list) => [...list].sort());
export const comment = having(commentFault);
export const email = name
  .map((user) => `${user}@example.org`)
  .filter((text) => emailFault(text) === undefined);
export const personName = having(personNameFault);
export const userid = name.map((user) => `${user}@pve`);
export const path = name.map((pool) => `/pool/${pool}`);
export const file = fc
  .constantFrom("", "../", "../../../../", "sub/", "/srv/")
  .map((folder) => `${folder}other.tfvars`);
export const endpoint = name.map((host) => `https://${host}.example.org:8006`);
export const endpoints = fc.uniqueArray(endpoint, { minLength: 1, maxLength: 3 });
export const expires = fc.oneof(
  fc.constant("never"),
  fc.constantFrom("2099-12-31", "2099-12-30T12:00:00Z"),
  fc.integer({ min: 4_000_000_000, max: 4_100_000_000 }),
);
/** Of {@link TERM}. */
export const rotateBefore = fc.integer({ min: 1, max: 89 }).map((days) => `${String(days)}d`);
export const TERM = "90d";
const fingerprint = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) =>
  Buffer.from(bytes)
    .toString("hex")
    .toUpperCase()
    .replace(/..(?=.)/g, "$&:"),
);
export const fingerprints = fc.uniqueArray(fingerprint, { minLength: 1, maxLength: 3 });
export const privileges = fc
  .uniqueArray(fc.constantFrom(...allPrivileges()), { minLength: 1, maxLength: 3 })
  .map((list) => [...list].sort());
export const profile = fc.constantFrom("kubernetes-csi", "packer-build", ["opentofu-vm", "image-download"]);
export const removalPolicy = fc.constantFrom("delete" as const, "retain" as const);
export const ownership = { adopt: yes, removalPolicy };
export const pveVersion = fc.constantFrom("7.4", "8.4", "9.2");

/**
 * That the summary without the setting, and with one value and another of it, are three.
 *
 * @param unset the summary with the setting's default
 * @param summarized the summary with a value of the setting
 */
export function expectToShow(
  values: fc.Arbitrary<unknown>,
  unset: string,
  summarized: (value: unknown) => string,
): void {
  const some = fc.uniqueArray(values, {
    minLength: 1,
    maxLength: 2,
    selector: (value) => JSON.stringify(value),
    size: "max",
  });
  const property = fc.property(some, (all) => {
    const summaries = [unset, ...all.map(summarized)];
    expect(new Set(summaries).size).toBe(summaries.length);
  });
  fc.assert(property, { numRuns: 2 });
}
