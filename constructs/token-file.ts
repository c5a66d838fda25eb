import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { TokenFileRequest } from "../pve/spec";
import type { ProxmoxAccess } from "./access";
import {
  type Fault,
  type Faults,
  type NamesOf,
  checkGiven,
  checkWord,
  faultsOf,
  hasFault,
  listedFaults,
  pathFault,
  refuseFaults,
  variableFault,
  repeated,
} from "./private/checks";
import { ClusterResources } from "./private/cluster-resources";
import { prepareAtSynth, tokensOf } from "./private/files/owned-file";
import { accessFault } from "./private/files/token-access";
import { literal } from "./private/hcl";
import { fromStackFolder } from "./private/project-path";
import { useProviders } from "./private/providers";
import { OWN_TRIGGERS, localExec } from "./private/provisioner";
import { runAfter } from "./private/resources/dependencies";
import { Settled } from "./private/settled";

/** What a {@link TokenFile} is given. */
export interface TokenFileProps {
  /** Each made with `secret: "file"`, in the same stack. */
  readonly clusters: readonly ProxmoxAccess[];
  /** Relative to the project, or absolute; Terraform reads a name that ends in `.auto.tfvars` by itself. */
  readonly path: string;
  /** The variable that the file sets. */
  readonly variable: string;
  /** `map`: a map of strings by cluster key; `object`: the token of the only cluster. */
  readonly shape: "map" | "object";
}

/**
 * The tokens in a file of their own, 0600, written by the provisioner at the end of a deploy: neither state nor plan ever holds
 * a secret. On a machine that lacks the file, a rotation gives new secrets.
 */
export class TokenFile extends Construct {
  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: TokenFileProps) {
    refuseFaults(
      scope,
      id,
      new.target.name,
      faultsOf(props, TOKEN_FILE, () => tokenFileFaults(scope, props)),
    );
    super(scope, id);
    useProviders(this);
    const request = this.#request(props);
    const settled = Settled.of(this);
    const resource = new NullResource(this, "Default", {
      triggers: { path: literal(request.path) },
      provisioners: [
        localExec(this, "delete-token-file", {
          when: "destroy",
          request: () => request,
          triggers: OWN_TRIGGERS,
        }),
      ],
    });
    runAfter(resource, ...props.clusters.map(({ cluster }) => ClusterResources.of(cluster).reconcile));
    settled.standBehind(resource);
    settled.writes(request);
    prepareAtSynth(this, props.path);
    settled.tell({ path: props.path, tokens: request.tokens });
  }

  #request({ clusters, path, variable, shape }: TokenFileProps): TokenFileRequest {
    return {
      construct: this.node.path,
      path: fromStackFolder(this, path),
      variable,
      shape,
      tokens: tokensOf(clusters),
    };
  }
}

const TOKEN_FILE: NamesOf<TokenFileProps> = { clusters: true, path: true, variable: true, shape: true };

function tokenFileFaults(scope: Construct, props: TokenFileProps): Faults {
  const { clusters, path, variable, shape } = props;
  const each = listedFaults(
    "clusters",
    clusters,
    (access) => accessFault(access) ?? tokenFault(scope, access),
  );
  return {
    ...each,
    ...(!hasFault(each) && { clusters: clustersFault(props) }),
    path: checkGiven(path, pathFault),
    variable: checkGiven(variable, variableFault),
    shape: checkWord(shape, ["map", "object"]),
  };
}

function tokenFault(scope: Construct, { cluster, token }: ProxmoxAccess): Fault {
  const { node } = TerraformStack.of(cluster);
  if (node !== TerraformStack.of(scope).node) return `is of stack ${node.id}; make this file there`;
  return ClusterResources.of(cluster).secretOf(token) === undefined
    ? undefined
    : 'keeps its secret in the state; give the access `secret: "file"`';
}

function clustersFault({ clusters, shape }: TokenFileProps): Fault {
  const twice = repeated(clusters.map(({ cluster }) => cluster.key));
  if (twice !== undefined) return `cluster ${twice} is there twice`;
  return shape === "object" && clusters.length > 1
    ? `the shape for one cluster was given ${String(clusters.length)}; use the shape "map"`
    : undefined;
}
