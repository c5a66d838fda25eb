/** docs/privileges.md, from the data that deploys use. */
import {
  ASKED,
  PROFILE_NAMES,
  allPrivileges,
  findProfile,
  knownPrivileges,
  pathReleaseFault,
  profileGrants,
  replacements,
} from "../../pve/privileges";
import { MAJORS, shown, when } from "./eras";
import { code, table } from "./markdown";
import { parametersOf, rootOnlySentence } from "./profile-words";

/** Stand for what a user names; the document shows them as they are. */
const SAMPLES = {
  pool: ["POOL"],
  storage: ["STORAGE"],
  bridge: ["BRIDGE"],
  node: ["NODE"],
  realm: ["REALM"],
};

/** The whole document. */
export function privilegesDocument(): string {
  return [
    INTRODUCTION,
    ...PROFILE_NAMES.flatMap(profileSection),
    "## Where PVE asks for `Sys.*`\n",
    ASKED_INTRODUCTION,
    table(["privilege", "path", "asked by"], askedRows()),
    "## Privileges that only some versions have\n",
    table(["privilege", "7", "8", "9", "where it is missing"], passingRows()),
    "## ACL paths that only some versions have\n",
    PATHS_INTRODUCTION,
    table(["path", "7", "8", "9"], pathRows()),
  ].join("\n");
}

const INTRODUCTION = `# Privileges by purpose

Written by \`npm run documents\` from the data in \`pve/privileges/\`; edit that and run it again. The commands and the deploys use the same data.

A profile is what a token needs for a purpose, as grants: privileges on a path of PVE's permission tree. Without \`pool\`, \`storage\`, \`bridge\`, \`zone\`, \`vnet\` and \`node\` the grants are one role on \`/\`; with any of them each
grant goes to its own path. What is granted on a path *replaces* what comes from above it, so a grant repeats what its path would inherit. \`npx cdktf-proxmox-access role <profile> --pve 9\` prints a profile as lines of \`pveum\`.

Several profiles may stand together, such as \`"profile": ["opentofu-vm", "ha", "snapshots"]\`. With parameters each privilege of \`add\` goes to its own path too: \`VM.*\` and \`Pool.*\` to the pools, \`Datastore.*\` to the
storages, \`SDN.*\` to the networks, \`Sys.*\` [wherever PVE asks for it](#where-pve-asks-for-sys), and the others to \`/mapping\` or \`/access\`.

A network is a \`bridge\` of the nodes (\`vmbr0\`), all VNets of an SDN \`zone\`, or a \`vnet\` with its zone (\`zone/vnet\`); behind a bridge or a VNet may be one VLAN (\`vmbr0/20\`). The tables show the path of a bridge; that of the others is
\`/sdn/zones/ZONE\` and \`/sdn/zones/ZONE/VNET\`. PVE asks for a VNet below its own zone only: one that is given as a bridge is refused before the first write, with the path that counts.

"Only the path itself" means an entry that does not propagate. A version's column names what it needs beside the column *every version*.
`;

const ASKED_INTRODUCTION = `The names of these privileges do not say which object they are about; the permission rules of PVE's API do. \`…\` is the path of the node. On \`/\` the path itself is enough, nothing has to propagate.
`;

function askedRows(): string[][] {
  return Object.entries(ASKED).flatMap(([privilege, askings]) =>
    askings.map(({ path, methods }) => [privilege, code(path.replace("{node}", "NODE")), methods.join("; ")]),
  );
}

const PATHS_INTRODUCTION = `With \`pveVersion\` a path of a later version is refused at synth, otherwise before the first write.
`;

/** One of each kind. */
const PATH_SAMPLES = [
  "/mapping/TYPE/ID",
  "/pool/POOL/POOL",
  "/sdn/controllers/ID",
  "/sdn/dns/ID",
  "/sdn/fabrics/ID",
  "/sdn/ipams/ID",
  "/sdn/prefix-lists/ID",
  "/sdn/route-maps/ID",
];

function pathRows(): string[][] {
  return PATH_SAMPLES.map((path) => {
    const columns = MAJORS.map((major) => {
      const holds = (release: typeof major.last) => pathReleaseFault(path, shown(release)) === undefined;
      return holds(major.last) ? `yes${when(major, holds)}` : "–";
    });
    return [code(path), ...columns];
  });
}

function profileSection(name: string): string[] {
  const { description, source } = findProfile(name);
  const parameters = parametersOf(name);
  return [
    `## \`${name}\`\n`,
    `${description}\n`,
    `- Source: ${source}.`,
    `- Parameters: ${parameters.length === 0 ? "none" : parameters.map(code).join(", ")}.`,
    `- Beyond every privilege (it takes \`root@pam\` with its password, or SSH): ${rootOnlySentence(name)}\n`,
    table(["path", "every version", "7", "8", "9"], grantRows(name)),
  ];
}

function grantRows(name: string): string[][] {
  const onRelease = MAJORS.map((major) => ({
    major,
    privilegesOn: (key: string) => (release: typeof major.last) =>
      profileGrants([name], SAMPLES, { release }).find((grant) => placeOf(grant) === key)?.privileges ?? [],
  }));
  const keys = MAJORS.flatMap(({ first, last }) =>
    [first, last].flatMap((release) => profileGrants([name], SAMPLES, { release }).map(placeOf)),
  );
  return [...new Set(keys)].sort().map((key) => {
    const columns = onRelease.map(({ major, privilegesOn }) =>
      allPrivileges().flatMap((privilege) => {
        const holds = (release: typeof major.last) => privilegesOn(key)(release).includes(privilege);
        return holds(major.first) || holds(major.last) ? [`${privilege}${when(major, holds)}`] : [];
      }),
    );
    const common = columns[0]?.filter((entry) => columns.every((column) => column.includes(entry))) ?? [];
    const further = columns.map((column) => list(column.filter((entry) => !common.includes(entry))));
    return [key, list(common), ...further];
  });
}

function placeOf({ path, propagate }: { readonly path: string; readonly propagate: boolean }): string {
  return `${code(path)}${propagate ? "" : ", only the path itself"}`;
}

function passingRows(): string[][] {
  return allPrivileges().flatMap((name) => {
    const columns = MAJORS.map((major) => {
      const holds = (release: typeof major.last) => knownPrivileges(release).includes(name);
      return holds(major.last) || holds(major.first) ? `yes${when(major, holds)}` : "–";
    });
    if (columns.every((column) => column === "yes")) return [];
    const instead = MAJORS.flatMap(({ first }) => replacements(name, first));
    return [
      [name, ...columns, instead.length === 0 ? "nothing is needed, or nothing gives it" : unique(instead)],
    ];
  });
}

function unique(names: readonly string[]): string {
  return [...new Set(names)].join(", ");
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "–" : names.join(", ");
}
