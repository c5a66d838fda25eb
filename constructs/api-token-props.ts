/** What an API token is given, and what is wrong with that. */
import {
  commentFault,
  renewalFault,
  rotateBeforeFault,
  rotationFault,
  tokenExpiryFault,
  tokenidFault,
  tokenidsOf,
} from "../pve/names";
import { listFault } from "../pve/privileges";
import {
  type Fault,
  type Faults,
  type NamesOf,
  check,
  checkFlag,
  checkWord,
  hasFault,
} from "./private/checks";
import { OWNERSHIP, type ProxmoxOwnershipProps, ownershipFaults } from "./private/object-props";
import type { IProxmoxUser } from "./subject";

/** What a {@link ProxmoxApiToken} is given. A setting that is left out stays in PVE as it is. */
export interface ProxmoxApiTokenProps extends ProxmoxOwnershipProps {
  /** Whose token it is, such as `ProxmoxUser.named(cluster, "jane@ad")`; the token is of the user's cluster. */
  readonly user: IProxmoxUser;
  /** @default "opentofu-token" */
  readonly tokenid?: string;
  /**
   * The token then has only what its own ACL entries grant, and never more than its user.
   * @default false: the token has its user's privileges
   */
  readonly privilegeSeparation?: boolean;
  /**
   * A term from the issue of its secret, such as `90d`, `12w`, `36h` or `P90D`: another rotation begins it anew. Or a time: an ISO
   * date or date-time, a `Date`, seconds since the epoch, or `never`.
   * @default - a new token never expires
   */
  readonly expires?: string | number | Date;
  /**
   * With a term in `expires`: a deploy in the last part of it, such as the last `14d`, issues another secret by itself, and its plan
   * shows that. Written like a term. The former secret dies at once.
   *
   * Renewals count from the plan that first had the `rotation` together with this setting, so each comes at most as much earlier as
   * the deploy before it was late. Another `expires` or `rotateBefore`, or none, may renew at once where one has been before.
   * @default - only another `rotation` issues another secret
   */
  readonly rotateBefore?: string;
  /**
   * Shown in PVE, followed by our mark.
   * @default - a new token gets "OpenTofu/Terraform"
   */
  readonly comment?: string;
  /**
   * Any word; another one gives the token a new secret, and the former one dies at once.
   * @default "1"
   */
  readonly rotation?: string;
  /**
   * Former rotations whose tokens live on, for downstream runs in flight. When this is given, even empty, the rotation
   * becomes part of the tokenid: `opentofu-token-3`. Rotation `1` is the token without a number, so `["1"]` keeps the one from before
   * `keep` was used.
   * @default - the tokenid stays, and only one secret is valid
   */
  readonly keep?: readonly string[];
  /**
   * Where the secret goes: into Terraform's `state`, from where other resources can use it, or to the `file` of
   * {@link TokenFile} only.
   * @default "state"
   */
  readonly secret?: "state" | "file";
}

/** What a token is given, but for its user and where its secret goes. */
export const TOKEN: NamesOf<Omit<ProxmoxApiTokenProps, "user" | "secret">> = {
  tokenid: true,
  privilegeSeparation: true,
  expires: true,
  rotateBefore: true,
  comment: true,
  rotation: true,
  keep: true,
  ...OWNERSHIP,
};

/** What is wrong with a token, but for its user. */
export function tokenFaults(props: Omit<ProxmoxApiTokenProps, "user">): Faults {
  const { comment, privilegeSeparation, expires, rotateBefore, rotation = "1", keep, secret } = props;
  const words = { rotation: check(rotation, rotationFault), keep: keepFault(rotation, keep) };
  const tokenids = hasFault(words) ? [props.tokenid] : family(props);
  return {
    tokenid: tokenids.map((tokenid) => check(tokenid, tokenidFault)).find((fault) => fault !== undefined),
    comment: check(comment, commentFault),
    privilegeSeparation: checkFlag(privilegeSeparation),
    expires: tokenExpiryFault(expires),
    rotateBefore: check(
      rotateBefore,
      (before) => rotateBeforeFault(before) ?? renewalFault(before, { expires, keep }),
    ),
    ...words,
    secret: checkWord(secret, ["state", "file"]),
    ...ownershipFaults(props),
  };
}

function keepFault(rotation: string, keep: readonly string[] | undefined): Fault {
  const malformed = listFault("keep", keep);
  if (malformed !== undefined) return malformed;
  for (const [index, word] of (keep ?? []).entries()) {
    const fault = rotationFault(word);
    if (fault !== undefined) return `keep[${String(index)}] ${fault}`;
  }
  return keep?.includes(rotation)
    ? `rotation ${rotation} is the current one; keep names former ones`
    : undefined;
}

/** Its tokenid, and before it those of kept rotations' tokens. */
export function family({
  tokenid = "opentofu-token",
  rotation = "1",
  keep,
}: Omit<ProxmoxApiTokenProps, "user">) {
  return tokenidsOf({ tokenid, rotation, keep });
}
