import fc from "fast-check";
import { ENDPOINT, faultsOf, one, withIdentities } from "./support";

describe("whatever JSON is given, it is accepted or refused, and never anything else", () => {
  test("any JSON", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void faultsOf(value)));
  });

  test("any JSON in the place of a setting", () => {
    const shape = (value: unknown) =>
      fc.constantFrom<unknown>(
        { clusters: value },
        { clusters: { a: value } },
        one({}, { tfvars: value }),
        one({}, { backend: value }),
        one({}, { backend: { type: "s3", config: value } }),
        one({}, { stateEncryption: value }),
        ...["endpoint", "user", "role", "acl", "token", "pveVersion"].map((key) => one({ [key]: value })),
        ...["privileges", "profile", "add", "remove", "roleid"].map((key) =>
          one({ pveVersion: "9.0", role: { [key]: value } }),
        ),
        ...["keep", "rotation", "expires", "tokenid"].map((key) =>
          one({ token: { keep: ["1"], [key]: value } }),
        ),
        one({ acl: [value, value] }),
        withIdentities({ plan: value }),
        ...["profile", "parameters", "outputs", "user"].map((key) =>
          withIdentities({ plan: { [key]: value } }),
        ),
      );
    fc.assert(
      fc.property(fc.jsonValue().chain(shape), (context) => {
        for (const fault of faultsOf(context)) expect(fault).toMatch(/^context\.proxmox[^\n]*$/);
      }),
      { numRuns: 1000 },
    );
  });

  test("JSON that is nested very deeply", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`) as unknown;
    expect(faultsOf(one({}, { backend: { type: "s3", config: deep } }))).toHaveLength(1);
    expect(faultsOf({ clusters: deep }).length).toBeGreaterThan(0);
    expect(faultsOf(deep).length).toBeGreaterThan(0);
  });

  test("keys of any kind", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.constant({ endpoint: ENDPOINT })),
        (clusters) => void faultsOf({ clusters }),
      ),
    );
  });
});
