/** A summary shows everything that is written: each prop of a file, changed, is another summary. */
import { TerraformVariable } from "cdktf";
import fc from "fast-check";
import {
  EnvFile,
  type EnvFileProps,
  KubernetesFile,
  type KubernetesFileEntry,
  type KubernetesFileProps,
  TerraformTfvars,
  type TerraformTfvarsCluster,
  type TerraformTfvarsNames,
  type TerraformTfvarsProps,
  TokenFile,
  type TokenFileProps,
} from "../../constructs";
import { inLab, showsEveryProp } from "./lab";
import * as value from "./values";
import type { Others } from "./values";

const toFile = { secret: "file" };
const names: Others<TerraformTfvarsNames> = {
  nodeName: value.name,
  clusterName: value.comment,
  sshUsername: value.name,
};

showsEveryProp({
  TerraformTfvars: {
    others: {
      clusters: fc.constant("two"),
      path: value.file,
      variable: value.name,
      shape: fc.constantFrom("object", "split"),
    } satisfies Others<TerraformTfvarsProps, "splitShape" | "tokenVariable" | "secret">,
    make: inLab((lab, { clusters, ...props }) => {
      const entries = [{ access: lab.access() }, ...(clusters === "two" ? [{ access: lab.other() }] : [])];
      return new TerraformTfvars(lab, "tfvars", { clusters: entries, ...props });
    }),
  },
  "TerraformTfvars, split": {
    others: {
      splitShape: fc.constant("object"),
      tokenVariable: value.name,
      secret: fc.constant("file"),
    } satisfies Pick<Others<TerraformTfvarsProps>, "splitShape" | "tokenVariable" | "secret">,
    make: inLab((lab, props) => {
      return new TerraformTfvars(lab, "tfvars", {
        clusters: [{ access: lab.access() }],
        shape: "split",
        ...props,
      });
    }),
  },
  "TerraformTfvars, an access": {
    others: names,
    make: inLab((lab, props) => {
      return new TerraformTfvars(lab, "tfvars", { clusters: [{ access: lab.access(), ...props }] });
    }),
  },
  "TerraformTfvars, a token from elsewhere": {
    others: {
      cluster: value.endpoint.map((endpoint) => ({ key: "host3", endpoint })),
      apiToken: value.name,
      ...names,
    } satisfies Others<TerraformTfvarsCluster>,
    make: inLab((lab, { apiToken = "token", ...props }) => {
      const token = new TerraformVariable(lab, apiToken as string, { sensitive: true });
      const entry = { cluster: lab.cluster, apiToken: token.stringValue, ...props };
      return new TerraformTfvars(lab, "tfvars", { clusters: [entry] });
    }),
  },
  EnvFile: {
    others: {
      sshUsername: value.name,
      path: value.file,
      flavor: fc.constantFrom(["telmate"], ["ansible", "bpg"]),
    } satisfies Others<EnvFileProps, "access">,
    make: inLab((lab, props) => {
      return new EnvFile(lab, "env", { access: lab.access(), path: "ci.env", ...props });
    }),
  },
  KubernetesFile: {
    others: { clusters: fc.constant("two"), path: value.file } satisfies Others<KubernetesFileProps>,
    make: inLab((lab, { clusters, ...props }) => {
      const entries = [{ access: lab.access() }, ...(clusters === "two" ? [{ access: lab.other() }] : [])];
      return new KubernetesFile(lab, "csi", { clusters: entries, path: "csi.yaml", ...props });
    }),
  },
  "KubernetesFile, an access": {
    others: { region: value.comment } satisfies Others<KubernetesFileEntry, "access">,
    make: inLab((lab, props) => {
      const clusters = [{ access: lab.access(), ...props }];
      return new KubernetesFile(lab, "csi", { clusters, path: "csi.yaml" });
    }),
  },
  TokenFile: {
    others: {
      clusters: fc.constant("two"),
      path: value.file,
      variable: value.name,
      shape: fc.constant("object"),
    } satisfies Others<TokenFileProps>,
    make: inLab((lab, { clusters, ...props }) => {
      const all = [lab.access(toFile), ...(clusters === "two" ? [lab.other(toFile)] : [])];
      const own = { path: "t.auto.tfvars", variable: "t", shape: "map" } as const;
      return new TokenFile(lab, "tokens", { clusters: all, ...own, ...props });
    }),
  },
});
