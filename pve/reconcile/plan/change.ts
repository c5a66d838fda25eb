import type { Difference, Settings } from "../../objects";
import type { AclSpec, GroupSpec, RoleSpec, TokenSpec, UserSpec } from "../../spec";

/** One thing to be done, in PVE's parameters. */
export type Change =
  | { readonly do: "create-user"; readonly object: UserSpec; readonly settings: Settings }
  | {
      readonly do: "update-user";
      readonly object: UserSpec;
      readonly settings: Settings;
      readonly differences: readonly Difference[];
    }
  | { readonly do: "create-group"; readonly object: GroupSpec; readonly settings: Settings }
  | {
      readonly do: "update-group";
      readonly object: GroupSpec;
      readonly settings: Settings;
      readonly differences: readonly Difference[];
    }
  | { readonly do: "create-role"; readonly object: RoleSpec; readonly privileges: readonly string[] }
  | {
      readonly do: "update-role";
      readonly object: RoleSpec;
      readonly privileges: readonly string[];
      /** What it holds now. */
      readonly held: readonly string[];
    }
  | {
      readonly do: "issue-token";
      readonly object: TokenSpec;
      readonly settings: Settings;
      /** The settings that it has; undefined if there is no such token. */
      readonly there: Settings | undefined;
    }
  | {
      readonly do: "update-token";
      readonly object: TokenSpec;
      readonly settings: Settings;
      readonly differences: readonly Difference[];
    }
  | {
      readonly do: "grant";
      readonly object: AclSpec;
      /** The propagation of the entry that is there; undefined if there is none. */
      readonly there: boolean | undefined;
    }
  /** This version of PVE has no use for the entry. */
  | { readonly do: "retire"; readonly object: AclSpec };

/** What comes of one object: nothing, a change, or why it is not touched, in words. */
export type Verdict = { readonly change: Change } | { readonly refusal: string } | "keep";
