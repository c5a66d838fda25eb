import type { DescribedToken } from "../../pve/spec";
import { type NamedIdentity, identityName } from "./chosen-identity";
import type { SynthesizedCluster } from "./synthesized-stacks";

/** A described token with its cluster. */
export interface DescribedIdentity extends NamedIdentity {
  readonly cluster: SynthesizedCluster;
  readonly token: DescribedToken;
}

/** All of them, by the names of their constructs. */
export function describedIdentities(clusters: readonly SynthesizedCluster[]): readonly DescribedIdentity[] {
  return clusters.flatMap((cluster) =>
    cluster.tokens.map((token) => ({
      name: identityName(token.construct),
      fullTokenid: token.fullTokenid,
      cluster,
      token,
    })),
  );
}

/** The files that hold a token, in any of its rotations. */
export function filesOf({ cluster: { cluster, files }, token }: DescribedIdentity): readonly string[] {
  const names = [token.fullTokenid, ...token.kept];
  return files
    .filter(({ tokens }) =>
      tokens.some(({ key, fullTokenid }) => key === cluster.key && names.includes(fullTokenid)),
    )
    .map(({ path }) => path);
}
