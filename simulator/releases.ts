/** What differs between the simulated PVE releases. */
import privilegeData from "./data/privileges.json";

/** The releases that can be simulated. */
export type PveRelease = "7.4" | "8.4" | "9.1" | "9.2";

export const PVE_RELEASES: readonly PveRelease[] = ["7.4", "8.4", "9.1", "9.2"];

export interface Release {
  readonly name: PveRelease;
  readonly major: number;
  /** `GET /version`. */
  readonly version: { readonly version: string; readonly release: string; readonly repoid: string };
  readonly privileges: ReadonlySet<string>;
  readonly builtinRoles: ReadonlyMap<string, readonly string[]>;
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
  /** Whether error bodies carry `message`; before, the text is in the reason phrase only. */
  readonly messageInBody: boolean;
  /** Whether a 401 says what was wrong with the ticket or token. */
  readonly explains401: boolean;
  /** Whether a token update with `comment=""` clears the comment, and `delete` is known. */
  readonly clearsTokenComment: boolean;
  /** Whether texts are written with `%` as it is, so that `%41` is read as `A`. */
  readonly keepsPercent: boolean;
  /** The pattern of the privileges that a login's `cap.dc` names. */
  readonly datacenterCapabilities: RegExp;
  /** Whether an error before routing has its text as a body too, and broken JSON is a 500 and no 501. */
  readonly plainErrorText: boolean;
  /** The paths that an overview of permissions always looks at. */
  readonly overviewPaths: readonly string[];
  /** Wording of the error for a parameter that requires another one. */
  readonly missingRequired: (parameter: string) => string;
}

const VERSIONS: Readonly<Record<PveRelease, Release["version"]>> = {
  "7.4": { version: "7.4-17", release: "7.4", repoid: "513c62be" },
  "8.4": { version: "8.4.1", release: "8.4", repoid: "2a5fa54a8503f96d" },
  "9.1": { version: "9.1.1", release: "9.1", repoid: "42db4a6cf33dac83" },
  "9.2": { version: "9.2.11", release: "9.2", repoid: "5a1b0a3f8c2f4d67" },
};

const TOP_PATHS = ["/", "/access", "/access/groups", "/nodes", "/sdn", "/storage", "/vms"];

export function release(name: PveRelease): Release {
  const major = Number(name.split(".")[0]);
  const data = major === 7 ? privilegeData["7"] : major === 8 ? privilegeData["8"] : privilegeData["9"];
  return {
    name,
    major,
    version: VERSIONS[name],
    privileges: new Set(data.privileges),
    builtinRoles: new Map<string, readonly string[]>(Object.entries(data.roles)),
    bodyLimit: major === 7 ? 64 * 1024 : 512 * 1024,
    messageInBody: major >= 8,
    explains401: major === 7,
    clearsTokenComment: major >= 9,
    keepsPercent: major === 7,
    datacenterCapabilities: major === 7 ? /^(Sys\.Audit|SDN\.)/ : /^(Sys\.Audit|Sys\.Modify|SDN\.)/,
    plainErrorText: major >= 8,
    // PVE 7 has a path here that is none.
    overviewPaths: [...TOP_PATHS, major === 7 ? "/pools" : "/pool"],
    missingRequired: (parameter) =>
      major >= 9
        ? `missing property required by '${parameter}'`
        : `missing property - '${parameter}' requires this property`,
  };
}
