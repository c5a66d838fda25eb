/** A stack for the props of constructs, and the test of them. */
import { TerraformStack, Testing } from "cdktf";
import type fc from "fast-check";
import { ProxmoxAccess, ProxmoxCluster } from "../../constructs";
import { summarizeAccess } from "../../testing";
import { expectToShow } from "./values";

export type Props = Readonly<Record<string, unknown>>;

/** A stack with a cluster, and with as many accesses as are asked for. */
export class Lab extends TerraformStack {
  public readonly cluster: ProxmoxCluster;
  readonly #reach: Props;

  public constructor(reach: Props = {}) {
    super(Testing.app(), "lab");
    this.#reach = reach;
    this.cluster = this.#clusterOf("host3");
  }

  #clusterOf(id: string): ProxmoxCluster {
    return new ProxmoxCluster(this, id, { endpoint: `https://${id}.example.org:8006`, ...this.#reach });
  }

  public access(props: Props = {}): ProxmoxAccess {
    return new ProxmoxAccess(this, "ci", { cluster: this.cluster, ...props });
  }

  /** Another one, on a cluster of its own. */
  public other(props: Props = {}): ProxmoxAccess {
    return new ProxmoxAccess(this, "other", { cluster: this.#clusterOf("nuc"), ...props });
  }
}

/** A construct that is made in a new stack with these props and the ones that it needs. */
export interface Construct {
  readonly others: Readonly<Record<string, fc.Arbitrary<unknown>>>;
  readonly make: (props: Props) => TerraformStack;
}

/** The construct, and a cluster in its stack. */
export function inLab(make: (lab: Lab, props: Props) => unknown): (props: Props) => TerraformStack {
  return (props) => {
    const lab = new Lab();
    make(lab, props);
    return lab;
  };
}

/** Each prop has tests of its own. */
export function showsEveryProp(constructs: Readonly<Record<string, Construct>>): void {
  describe.each(Object.entries(constructs))("%s", (_, { others, make }) => {
    const summaryOf = (props: Props) => summarizeAccess(make(props));
    let unset: string;
    beforeAll(() => (unset = summaryOf({})));

    test.each(Object.entries(others))("%s", (prop, values) => {
      expectToShow(values, unset, (other) => summaryOf({ [prop]: other }));
    });
  });
}
