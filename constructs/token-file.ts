import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { Construct } from "constructs";
import type { TokenFileRequest } from "../pve/spec";
import type { ProxmoxAccess } from "./access";
import { address } from "./private/dependencies";
import { Guard } from "./private/guard";
import { literal } from "./private/hcl";
import { fromStackFolder } from "./private/project-path";
import { useProviders } from "./private/providers";
import { type ProvisionerCommand, localExec } from "./private/provisioner";
import { HEADER } from "./private/owned-file";

/** What a {@link TokenFile} is given. */
export interface TokenFileProps {
  /** Each made with `secret: "file"`. */
  readonly accesses: readonly ProxmoxAccess[];
  /** Relative to the project; Terraform reads a name that ends in `.auto.tfvars` by itself. */
  readonly path: string;
  /** The variable that the file sets. */
  readonly variable: string;
  /** `map`: a map of strings by cluster key; `object`: the token of the only cluster. */
  readonly shape: "map" | "object";
}

/**
 * The tokens in a file of their own, 0600, written by the provisioner: neither state nor plan ever holds a secret. On a
 * machine that lacks the file, a rotation gives new secrets.
 */
export class TokenFile extends Construct {
  /** Writes the file. */
  public readonly resource: NullResource;

  public constructor(scope: Construct, id: string, props: TokenFileProps) {
    super(scope, id);
    useProviders(this);
    const request: TokenFileRequest = {
      construct: this.node.path,
      path: fromStackFolder(this, props.path),
      variable: props.variable,
      shape: props.shape,
      header: HEADER,
      tokens: props.accesses.map(({ cluster, token }) => ({
        key: cluster.key,
        fullTokenid: token.fullTokenid,
        secretFolder: token.secretFolder,
      })),
    };
    const files = props.accesses.map(
      ({ cluster, token }) => `${JSON.stringify(cluster.key)} = "${token.secretFile}"`,
    );
    const lifetime = new NullResource(this, "lifetime", {
      triggers: { path: literal(request.path) },
      provisioners: [
        localExec(this, "delete token-file", {
          when: "destroy",
          request,
          expressions: { self: "${jsonencode(self.triggers)}" },
        }),
      ],
      dependsOn: props.accesses.map((access) => access.proof.resource),
    });
    const write = (file: string, command: ProvisionerCommand, after: readonly NullResource[]) =>
      new NullResource(this, file, {
        triggers: {
          variable: props.variable,
          tokens: literal(request.tokens.map((token) => token.fullTokenid).join(" ")),
        },
        provisioners: [
          localExec(this, command, {
            request,
            expressions: { secretFile: `\${jsonencode({ ${files.join(", ")} })}` },
          }),
        ],
        dependsOn: [...after],
        lifecycle: { replaceTriggeredBy: after.map(address) },
      });
    const issues = props.accesses.map((access) => access.token.issue);
    const tokens = write("tokens", "write token-file", [lifetime, ...issues]);
    // For the same reason as in PveObject.confirm.
    this.resource = write("tokens-confirmed", "confirm token-file", [tokens]);
    Guard.of(this).goBeforeResult(this.resource);
  }
}
