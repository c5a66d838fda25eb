import { initCommand } from "../../../cli/init";
import { purposeOf } from "../../../cli/init/purpose";
import type { Choice, Choices } from "../../../cli/terminal";
import { profileGrants } from "../../../pve/privileges/profile-grants";

const RELEASE = { major: 9, minor: 2 };

test("a profile that is not confined is granted on /, and who chooses that is told so", async () => {
  const descriptions: string[] = [];
  const choose = <T>(_text: string, offered: readonly Choice<T>[]): Promise<T> => {
    descriptions.push(
      ...offered.filter(({ name }) => name === "everywhere").map(({ description = "" }) => description),
    );
    const [first] = offered;
    return first === undefined ? Promise.reject(new Error("no choice")) : Promise.resolve(first.value);
  };
  const names = { names: ["one"], shows: () => true };
  const scopes = { pool: names, storage: names, bridge: names };
  const choices = { choose } as Partial<Choices> as Choices;
  const { parameters } = await purposeOf({ profile: ["opentofu-vm"] }, scopes, choices);

  const grants = profileGrants(["opentofu-vm"], parameters, { release: RELEASE });
  expect(grants).toMatchObject([{ path: "/", propagate: true }]);
  expect(descriptions).toEqual([expect.stringContaining("granted on /")]);
  expect(initCommand().helpInformation().replace(/\s+/g, " ")).toMatch(/--everywhere [^-]* granted on \//);
});

test("what the login may not see among others that it sees is left to the deploy", async () => {
  const below = (place: string) => ({ names: ["one"], shows: (path: string) => path !== `${place}/hidden` });
  const scopes = {
    pool: below("/pool"),
    storage: below("/storage"),
    bridge: below("/sdn/zones/localnetwork"),
  };
  const hidden = { pool: ["hidden"], storage: ["hidden"], bridge: ["hidden/20"] };
  expect((await purposeOf(hidden, scopes, undefined)).parameters).toEqual(hidden);
  await expect(purposeOf({ pool: ["on"] }, scopes, undefined)).rejects.toThrow(
    "--pool on: the cluster has no",
  );
});
