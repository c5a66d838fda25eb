/** Two looks at the same cluster say the same, in whatever order PVE answers: its lists come from hashes. */
import { join } from "node:path";
import fc from "fast-check";
import { lookAt } from "../../../cli/look";
import { readSynthesized } from "../../../cli/project";
import { type PveClient, connect, readConnection } from "../../../pve/wire";
import { login } from "../../support/project";
import { pveCall } from "../../support/pve/pve-call";
import { ENTRY, MARK, OBJECTS, TOKEN_MARK, USER, deploy, folder, simulator, synthesize } from "./bench";

/** The client with every list and every object of an answer in another order. */
function shuffled(client: PveClient, random: () => number): PveClient {
  const turned = (answer: unknown): unknown => {
    if (Array.isArray(answer)) return shuffle(answer.map(turned), random);
    if (typeof answer !== "object" || answer === null) return answer;
    const entries = Object.entries(answer).map(([name, value]) => [name, turned(value)] as const);
    return Object.fromEntries(shuffle(entries, random));
  };
  return {
    ...client,
    get: async <T>(path: string, query?: Readonly<Record<string, string>>) =>
      turned(await client.get(path, query)) as T,
  };
}

/** A linear congruential generator: numbers from 0 to 1. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffle<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** Everything that others can do, several times each, with what is described as it is, or with a difference. */
async function messUp(privs: string): Promise<void> {
  await pveCall(simulator, "PUT", "/access/roles/opentofu-role", { privs });
  for (const name of ["a", "b", "c"]) {
    const comment = `OpenTofu/Terraform ${MARK}`;
    await pveCall(simulator, "POST", "/access/groups", { groupid: `group-${name}`, comment });
    await pveCall(simulator, "POST", "/access/groups", { groupid: `others-${name}` });
    await pveCall(simulator, "POST", "/access/users", { userid: `${name}@pve`, comment });
    await pveCall(simulator, "POST", `${USER}/token/former-${name}`, { comment: TOKEN_MARK });
    await pveCall(simulator, "PUT", "/access/acl", {
      ...ENTRY,
      path: `/vms/10${String(name.charCodeAt(0))}`,
    });
    await pveCall(simulator, "PUT", "/access/acl", {
      path: "/",
      roles: "opentofu-role",
      groups: `others-${name}`,
    });
    await pveCall(simulator, "PUT", "/access/acl", {
      path: `/storage/${name}`,
      roles: "PVEAdmin",
      groups: `others-${name}`,
    });
  }
  await pveCall(simulator, "PUT", USER, { groups: "others-a,others-b,others-c" });
}

test.each([
  ["is as described", "VM.Audit"],
  ["differs", "VM.Clone,VM.Migrate,VM.Console"],
])("where each object %s", async (_, privs) => {
  await deploy();
  await messUp(privs);
  synthesize({ host3: { objects: OBJECTS } });
  const [described] = readSynthesized(join(folder, "cdktf.out"));
  if (described === undefined) throw new Error("nothing was synthesized");
  const client = await connect(readConnection(described.cluster, login(simulator)), () => undefined);
  try {
    const first = await lookAt(client, described);
    expect(first.faults.length).toBeGreaterThan(9);
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        expect(await lookAt(shuffled(client, numbersFrom(seed)), described)).toEqual(first);
      }),
      { numRuns: 10 },
    );
  } finally {
    client.close();
  }
});
